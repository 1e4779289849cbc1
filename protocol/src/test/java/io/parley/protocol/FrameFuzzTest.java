package io.parley.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ServerFrame;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Bytes nobody meant: never an exception, never much memory, and what is accepted is a frame.
final class FrameFuzzTest {
  private static final FrameLimits LIMITS = FrameLimits.DEFAULT;
  private static final FrameCodec JSON = FrameCodec.json(LIMITS);
  private static final FrameCodec BINARY = FrameCodec.binary(LIMITS);

  /// What a frame costs however small it is: parser, buffers, a refusal's text.
  private static final long ALLOCATED_ALWAYS = 32 * 1024;

  private static final long ALLOCATED_PER_BYTE = 32;

  private static final byte[] JSON_ALPHABET =
      "{}[]\":,\\u0123456789eE+-.truefalsn \n\u0000éidsend".getBytes(UTF_8);

  @Property(tries = 400)
  void randomBytesAreRejectedOrAreAFrame(@ForAll long seed) {
    RandomGenerator random = new FrameGenerator(seed).random();
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    decodeEverywhere(bytes);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = JSON_ALPHABET[random.nextInt(JSON_ALPHABET.length)];
    }
    decodeEverywhere(bytes);
  }

  @Property(tries = 60)
  void spoiltJsonFramesAreRejectedOrAreAFrame(@ForAll long seed) {
    var generator = new FrameGenerator(seed);
    List<byte[]> frames = generator.clientFrames().stream().map(JSON::encode).toList();
    spoilAndDecode(generator.random(), frames);
    spoilAndDecode(
        generator.random(), generator.serverFrames().stream().map(JSON::encode).toList());
  }

  @Property(tries = 60)
  void spoiltBinaryFramesAreRejectedOrAreAFrame(@ForAll long seed) {
    var generator = new FrameGenerator(seed);
    spoilAndDecode(
        generator.random(), generator.clientFrames().stream().map(BINARY::encode).toList());
    spoilAndDecode(
        generator.random(), generator.serverFrames().stream().map(BINARY::encode).toList());
  }

  private static void spoilAndDecode(RandomGenerator random, List<byte[]> frames) {
    for (byte[] frame : frames) {
      byte[] other = frames.get(random.nextInt(frames.size()));
      decodeEverywhere(flipBits(random, frame));
      decodeEverywhere(Arrays.copyOf(frame, random.nextInt(frame.length + 1)));
      decodeEverywhere(splice(random, frame, other));
    }
  }

  private static byte[] flipBits(RandomGenerator random, byte[] frame) {
    byte[] flipped = frame.clone();
    for (int flips = 1 + random.nextInt(3); flips > 0 && flipped.length > 0; flips--) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  /// The beginning of one and the end of the other.
  private static byte[] splice(RandomGenerator random, byte[] one, byte[] other) {
    int head = random.nextInt(one.length + 1);
    int tail = random.nextInt(other.length + 1);
    byte[] both = Arrays.copyOf(one, head + tail);
    System.arraycopy(other, other.length - tail, both, head, tail);
    return both;
  }

  /// What we take, protobuf's own JSON takes too, and understands the same.
  private static void assertOracleAgrees(byte[] bytes) {
    if (JSON.decodeClient(bytes) instanceof Decoded.Ok<ClientFrame>(ClientFrame frame)) {
      var oracle = ClientFrame.newBuilder();
      assertDoesNotThrow(() -> JsonFormat.parser().merge(new String(bytes, UTF_8), oracle));
      assertEquals(oracle.build(), frame);
    }
  }

  private static void decodeEverywhere(byte[] bytes) {
    assertOracleAgrees(bytes);
    for (FrameCodec codec : List.of(JSON, BINARY)) {
      check(codec::decodeClient, bytes, FrameFuzzTest::clientFrameSurvives);
      check(codec::decodeServer, bytes, FrameFuzzTest::serverFrameSurvives);
    }
  }

  private static <F extends Message> void check(
      Function<byte[], Decoded<F>> decode, byte[] bytes, Consumer<F> ok) {
    Allocation.Measured<Decoded<F>> measured = Allocation.of(() -> decode.apply(bytes));
    long most = ALLOCATED_ALWAYS + ALLOCATED_PER_BYTE * bytes.length;
    assertTrue(measured.bytes() <= most, () -> "allocated " + measured.bytes());
    switch (measured.result()) {
      case Decoded.Ok<F>(F frame) -> ok.accept(frame);
      case Decoded.Rejected<F> rejected -> {
        assertEquals(Code.INVALID, rejected.code());
        assertTrue(rejected.message().matches("[ -~]+"), rejected::message);
        assertTrue(rejected.message().contains(": "), rejected::message);
      }
    }
  }

  private static void clientFrameSurvives(ClientFrame frame) {
    assertEquals(new Decoded.Ok<>(frame), JSON.decodeClient(JSON.encode(frame)));
    assertEquals(new Decoded.Ok<>(frame), BINARY.decodeClient(BINARY.encode(frame)));
  }

  private static void serverFrameSurvives(ServerFrame frame) {
    assertEquals(new Decoded.Ok<>(frame), JSON.decodeServer(JSON.encode(frame)));
    assertEquals(new Decoded.Ok<>(frame), BINARY.decodeServer(BINARY.encode(frame)));
  }
}
