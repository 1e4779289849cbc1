package io.parley.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ServerFrame;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Any valid frame, through both codecs and beside protobuf's own JSON.
final class FrameRoundTripTest {
  private static final FrameCodec JSON = FrameCodec.json(FrameLimits.DEFAULT.withMaxBytes(1 << 20));
  private static final FrameCodec BINARY =
      FrameCodec.binary(FrameLimits.DEFAULT.withMaxBytes(1 << 20));

  private static final List<JsonFormat.Printer> SPELLINGS =
      List.of(
          JsonFormat.printer(),
          JsonFormat.printer().omittingInsignificantWhitespace(),
          JsonFormat.printer().preservingProtoFieldNames(),
          JsonFormat.printer().alwaysPrintFieldsWithNoPresence(),
          JsonFormat.printer().printingEnumsAsInts());

  @Property
  void clientFramesSurviveBothCodecs(@ForAll long seed) {
    for (ClientFrame frame : new FrameGenerator(seed).clientFrames()) {
      assertEquals(new Decoded.Ok<>(frame), JSON.decodeClient(JSON.encode(frame)));
      assertEquals(new Decoded.Ok<>(frame), BINARY.decodeClient(BINARY.encode(frame)));
    }
  }

  @Property
  void serverFramesSurviveBothCodecs(@ForAll long seed) {
    for (ServerFrame frame : new FrameGenerator(seed).serverFrames()) {
      assertEquals(new Decoded.Ok<>(frame), JSON.decodeServer(JSON.encode(frame)));
      assertEquals(new Decoded.Ok<>(frame), BINARY.decodeServer(BINARY.encode(frame)));
    }
  }

  @Property
  void aFrameThatIsProtobufAlreadyIsSpelledLikeTheFrame(@ForAll long seed) {
    for (ServerFrame frame : new FrameGenerator(seed).serverFrames()) {
      assertArrayEquals(JSON.encode(frame), JSON.respell(frame.toByteArray()));
      assertArrayEquals(BINARY.encode(frame), BINARY.respell(frame.toByteArray()));
    }
  }

  @Property(tries = 40)
  void ourJsonIsCanonicalJson(@ForAll long seed) throws InvalidProtocolBufferException {
    var generator = new FrameGenerator(seed);
    for (ClientFrame frame : generator.clientFrames()) {
      assertCanonical(frame, JSON.encode(frame), ClientFrame.newBuilder());
    }
    for (ServerFrame frame : generator.serverFrames()) {
      assertCanonical(frame, JSON.encode(frame), ServerFrame.newBuilder());
    }
  }

  @Property(tries = 40)
  void everySpellingOfCanonicalJsonIsRead(@ForAll long seed) throws InvalidProtocolBufferException {
    var generator = new FrameGenerator(seed);
    List<ClientFrame> clientFrames = generator.clientFrames();
    List<ServerFrame> serverFrames = generator.serverFrames();
    for (JsonFormat.Printer printer : SPELLINGS) {
      for (ClientFrame frame : clientFrames) {
        byte[] bytes = printer.print(frame).getBytes(UTF_8);
        assertEquals(new Decoded.Ok<>(frame), JSON.decodeClient(bytes));
      }
      for (ServerFrame frame : serverFrames) {
        byte[] bytes = printer.print(frame).getBytes(UTF_8);
        assertEquals(new Decoded.Ok<>(frame), JSON.decodeServer(bytes));
      }
    }
  }

  private static void assertCanonical(Message frame, byte[] ours, Message.Builder builder)
      throws InvalidProtocolBufferException {
    String text = new String(ours, UTF_8);
    JsonFormat.parser().merge(text, builder);
    assertEquals(frame, builder.build());
    assertEquals(
        JsonParser.parseString(JsonFormat.printer().print(frame)), JsonParser.parseString(text));
  }
}
