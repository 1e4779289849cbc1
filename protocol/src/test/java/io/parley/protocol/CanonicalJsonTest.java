package io.parley.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ServerFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What canonical JSON lets a writer do, beside what writers usually do.
final class CanonicalJsonTest {
  private static final FrameCodec JSON = FrameCodec.json(FrameLimits.DEFAULT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ping\":{},\"send\":null,\"id\":null}",
        "{\"send\":{\"user\":null,\"conversation\":\"c\",\"text\":null,\"media\":null}}",
        "{\"createGroup\":{\"members\":null}}",
        "{\"createGroup\":{\"members\":[]}}",
        "{\"send\":{\"user\":\"\"}}",
        "{\"create_group\":{\"name\":\"n\"}}",
        "{\"send\":{\"client_message_id\":\"c\",\"replyTo\":12}}",
        "{\"history\":{\"after\":0}}",
        "{\"history\":{\"before\":\"0\",\"limit\":\"10\"}}",
        "{\"history\":{\"before\":-9223372036854775808,\"limit\":1e2}}",
        "{\"history\":{\"limit\":2.0}}",
        "{\"setRole\":{\"role\":2}}",
        "{\"setRole\":{\"role\":\"ROLE_UNSPECIFIED\"}}",
        " {\n\t\"ping\" : { } }\r\n ",
        "{\"id\":\"\\u0000\\ud83d\\udc4d\\/\\b\\f\",\"ping\":{}}",
        "{\"\\u0069d\":\"escaped key\",\"ping\":{}}",
      })
  void isReadAsProtobufReadsIt(String json) throws InvalidProtocolBufferException {
    var oracle = ClientFrame.newBuilder();
    JsonFormat.parser().merge(json, oracle);
    assertEquals(new Decoded.Ok<>(oracle.build()), JSON.decodeClient(json.getBytes(UTF_8)));
  }

  @Test
  void loneSurrogatesOfOurOwnBecomeQuestionMarks() {
    ClientFrame frame = ClientFrame.newBuilder().setId("a\ud83d").build();
    assertEquals("{\"id\":\"a?\"}", new String(JSON.encode(frame), UTF_8));
  }

  @Test
  void timesOutsideOfJsonAreNotEncoded() {
    var frame = ServerFrame.newBuilder();
    frame.getPresenceBuilder().getLastSeenBuilder().setSeconds(Long.MAX_VALUE);
    assertThrows(IllegalArgumentException.class, () -> JSON.encode(frame.build()));
  }

  @Test
  void subprotocolsAreThoseOfTheProtocolPage() {
    assertEquals("parley.v1.json", JSON.subprotocol());
    assertEquals("parley.v1.proto", FrameCodec.binary(FrameLimits.DEFAULT).subprotocol());
  }

  @Test
  void limitsAreAtLeastOne() {
    assertEquals(
        "maxBytes: 0 (expected: >= 1)",
        assertThrows(IllegalArgumentException.class, () -> FrameLimits.DEFAULT.withMaxBytes(0))
            .getMessage());
  }
}
