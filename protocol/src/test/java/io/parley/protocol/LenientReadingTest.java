package io.parley.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Pong;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.ServerFrame;
import org.junit.jupiter.api.Test;

/// A client of today before the server of tomorrow.
final class LenientReadingTest {
  private static final FrameCodec JSON = FrameCodec.json(FrameLimits.DEFAULT);
  private static final FrameCodec BINARY = FrameCodec.binary(FrameLimits.DEFAULT);

  private static final UnknownFieldSet LATER =
      UnknownFieldSet.newBuilder()
          .addField(
              900,
              UnknownFieldSet.Field.newBuilder()
                  .addLengthDelimited(ByteString.copyFromUtf8("later"))
                  .addVarint(7)
                  .build())
          .build();

  @Test
  void unknownJsonFieldsAreIgnoredWhateverTheyHold() {
    String json =
        "{\"later\":{\"a\":[1,{\"b\":null}]},\"re\":\"1\",\"pong\":{\"more\":[[]]},\"last\":1e5}";
    ServerFrame frame =
        ServerFrame.newBuilder().setRe("1").setPong(Pong.getDefaultInstance()).build();
    assertEquals(new Decoded.Ok<>(frame), JSON.decodeServer(json.getBytes(UTF_8)));
  }

  @Test
  void unknownBodyIsAFrameWithoutBody() {
    ServerFrame none = ServerFrame.newBuilder().setRe("1").build();
    assertEquals(
        new Decoded.Ok<>(none),
        JSON.decodeServer("{\"re\":\"1\",\"poll\":{\"question\":\"?\"}}".getBytes(UTF_8)));
    byte[] later = none.toBuilder().setUnknownFields(LATER).build().toByteArray();
    assertEquals(new Decoded.Ok<>(none), BINARY.decodeServer(later));
  }

  @Test
  void unknownBinaryFieldsAreDroppedAtEveryLevel() {
    ServerFrame plain = ServerFrame.newBuilder().setPong(Pong.getDefaultInstance()).build();
    ServerFrame later =
        plain.toBuilder()
            .setUnknownFields(LATER)
            .setPong(Pong.newBuilder().setUnknownFields(LATER))
            .build();
    assertEquals(new Decoded.Ok<>(plain), BINARY.decodeServer(later.toByteArray()));
  }

  @Test
  void anEdgeOfTodayPassesOnWhatARouterOfTomorrowWrote() {
    ServerFrame plain = ServerFrame.newBuilder().setPong(Pong.getDefaultInstance()).build();
    byte[] later =
        plain.toBuilder()
            .setUnknownFields(LATER)
            .setPong(Pong.newBuilder().setUnknownFields(LATER))
            .build()
            .toByteArray();
    assertSame(later, BINARY.respell(later));
    assertArrayEquals(JSON.encode(plain), JSON.respell(later));
  }

  @Test
  void unknownCodeNameReadsAsNoneAndItsNumberIsKept() {
    ServerFrame none = ServerFrame.newBuilder().setError(Problem.getDefaultInstance()).build();
    ServerFrame number =
        ServerFrame.newBuilder().setError(Problem.newBuilder().setCodeValue(77)).build();
    assertEquals(
        new Decoded.Ok<>(none),
        JSON.decodeServer("{\"error\":{\"code\":\"TEAPOT\"}}".getBytes(UTF_8)));
    assertEquals(
        new Decoded.Ok<>(number), JSON.decodeServer("{\"error\":{\"code\":77}}".getBytes(UTF_8)));
    assertEquals(new Decoded.Ok<>(number), JSON.decodeServer(JSON.encode(number)));
    assertEquals(new Decoded.Ok<>(number), BINARY.decodeServer(BINARY.encode(number)));
    assertEquals(Code.UNRECOGNIZED, number.getError().getCode());
  }
}
