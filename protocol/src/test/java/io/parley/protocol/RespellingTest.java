package io.parley.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.CodedOutputStream;
import io.parley.protocol.v1.Answer;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.ServerFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Frames that are encoded before anybody knows who gets them.
final class RespellingTest {
  private static final List<FrameCodec> CODECS =
      List.of(FrameCodec.json(FrameLimits.DEFAULT), FrameCodec.binary(FrameLimits.DEFAULT));

  private static ServerFrame said(String text) {
    return ServerFrame.newBuilder()
        .setEvent(Event.newBuilder().setSeq(7).setMessage(ChatMessage.newBuilder().setText(text)))
        .build();
  }

  private static void assertRefused(byte[] bytes, String message) {
    for (FrameCodec codec : CODECS) {
      var refused = assertThrows(IllegalArgumentException.class, () -> codec.respell(bytes));
      assertEquals(message, refused.getMessage());
    }
  }

  @Test
  void whatNoClientCouldReadIsRefused() {
    byte[] frame = said("hello").toByteArray();
    byte[] torn = Arrays.copyOf(frame, frame.length - 1);
    assertRefused(torn, "event: malformed at byte 2 (expected: a protobuf message)");
    byte[] spoiled = frame.clone();
    spoiled[frame.length - 1] = (byte) 0xE9;
    assertRefused(spoiled, "event.message.text: invalid UTF-8 (expected: Unicode text)");
    assertRefused(
        "no frame".getBytes(ISO_8859_1),
        "frame: malformed at byte 1 (expected: a protobuf message)");
  }

  /// A generator hands over 8,000 bytes at a time.
  @Test
  void longFramesAreSpelledWhole() {
    for (int length : new int[] {7_900, 7_960, 8_000, 16_000, 50_000}) {
      ServerFrame frame = said("x".repeat(length));
      for (FrameCodec codec : CODECS) {
        byte[] spelled = codec.respell(frame.toByteArray());
        assertEquals(new Decoded.Ok<>(frame), codec.decodeServer(spelled));
      }
    }
  }

  /// Until now the frames of a record were messages: services of before and after read each other.
  @Test
  void theRecordIsTheSameAsWithTheFramesAsMessages() throws IOException {
    ServerFrame frame = said("hello");
    ServerFrame answer = ServerFrame.newBuilder().setRe("1").build();
    Delivery delivery =
        Delivery.newBuilder()
            .setFrame(frame.toByteString())
            .setAnswer(Answer.newBuilder().setSession(5).setFrame(answer.toByteString()))
            .build();
    var before = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(before);
    out.writeMessage(1, frame);
    var answered = new ByteArrayOutputStream();
    CodedOutputStream nested = CodedOutputStream.newInstance(answered);
    nested.writeInt64(1, 5);
    nested.writeMessage(2, answer);
    nested.flush();
    out.writeByteArray(5, answered.toByteArray());
    out.flush();
    assertArrayEquals(before.toByteArray(), delivery.toByteArray());
  }
}
