package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WebSocketReaderTest {
  private static final int MESSAGE_MAX = 1_000;
  private static final int SKIP_MAX = 5_000;

  private final Told told = new Told();
  private final WebSocketReader reader =
      new WebSocketReader(new WebSocketReader.Limits(MESSAGE_MAX, SKIP_MAX), told);

  private static final class Told implements WebSocketReader.Inbound {
    final List<String> all = new ArrayList<>();
    int parts;

    @Override
    public void message(boolean text, byte[] payload) {
      all.add((text ? "text " : "binary ") + Arrays.hashCode(payload));
    }

    @Override
    public void tooLarge(long bytes, int max) {
      all.add("too large " + bytes);
    }

    @Override
    public void part() {
      parts++;
    }

    @Override
    public void ping(byte[] payload) {
      all.add("ping " + Arrays.hashCode(payload));
    }

    @Override
    public void pong() {
      all.add("pong");
    }

    @Override
    public void closed(int code) {
      all.add("closed " + code);
    }

    @Override
    public void violation(int code, String what) {
      all.add("violation " + code);
    }

    @Override
    public boolean ready() {
      return true;
    }
  }

  private void readHex(String hex) {
    reader.read(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }

  @Test
  void whatNettyWritesIsReadWhateverThePieces() {
    for (int seed = 0; seed < 300; seed++) {
      Told expected = new Told();
      ByteBuf wire = Unpooled.buffer();
      writeRandom(new SplittableRandom(seed), expected, wire);
      Told seen = new Told();
      WebSocketReader fresh =
          new WebSocketReader(new WebSocketReader.Limits(MESSAGE_MAX, SKIP_MAX), seen);
      readInPieces(fresh, wire, new SplittableRandom(seed + 1_000_000));
      assertEquals(expected.all, seen.all, "seed " + seed);
    }
  }

  private static void writeRandom(SplittableRandom random, Told expected, ByteBuf wire) {
    EmbeddedChannel netty = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
    for (int i = 0; i < 20; i++) {
      boolean text = random.nextBoolean();
      byte[] payload = bytes(random, random.nextInt(10) == 0 ? 4_000 : 300);
      List<WebSocketFrame> frames = split(random, text, payload);
      for (int part = 0; part < frames.size(); part++) {
        if (part > 0 && random.nextInt(3) == 0) {
          byte[] ping = bytes(random, 125);
          netty.writeOutbound(new PingWebSocketFrame(Unpooled.wrappedBuffer(ping)));
          expected.ping(ping);
        }
        netty.writeOutbound(frames.get(part));
      }
      if (payload.length > MESSAGE_MAX) {
        expected.tooLarge(payload.length, MESSAGE_MAX);
      } else {
        expected.message(text, payload);
      }
    }
    for (ByteBuf out = netty.readOutbound(); out != null; out = netty.readOutbound()) {
      wire.writeBytes(out);
      out.release();
    }
  }

  private static byte[] bytes(SplittableRandom random, int max) {
    byte[] bytes = new byte[random.nextInt(max)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static List<WebSocketFrame> split(SplittableRandom random, boolean text, byte[] payload) {
    List<WebSocketFrame> frames = new ArrayList<>();
    int at = 0;
    boolean last = false;
    while (!last) {
      int length = random.nextInt(payload.length - at + 1);
      last = random.nextInt(3) == 0;
      ByteBuf part = Unpooled.wrappedBuffer(payload, at, last ? payload.length - at : length);
      at += length;
      if (!frames.isEmpty()) {
        frames.add(new ContinuationWebSocketFrame(last, 0, part));
      } else if (text) {
        frames.add(new TextWebSocketFrame(last, 0, part));
      } else {
        frames.add(new BinaryWebSocketFrame(last, 0, part));
      }
    }
    return frames;
  }

  private static void readInPieces(WebSocketReader reader, ByteBuf wire, SplittableRandom random) {
    ByteBuf there = Unpooled.buffer();
    while (wire.isReadable()) {
      there.writeBytes(wire, Math.min(wire.readableBytes(), 1 + random.nextInt(700)));
      reader.read(there);
      there.discardReadBytes();
      assertTrue(there.readableBytes() < MESSAGE_MAX + 14, "keeps " + there.readableBytes());
    }
    assertEquals(0, there.readableBytes());
  }

  @Test
  void everyBreachOfTheProtocolIsOne() {
    String mask = " 00000000";
    List<String> breaches =
        List.of(
            "c1 80" + mask, // a reserved bit
            "81 00", // not masked
            "83 80" + mask, // an opcode that is not
            "8b 80" + mask,
            "80 80" + mask, // a continuation of nothing
            "01 80" + mask + "81 80" + mask, // a message within a message
            "09 80" + mask, // a ping in parts
            "89 fe 007e" + mask, // a long ping
            "81 fe 007d" + mask, // lengths not in their shortest form
            "81 ff 000000000000ffff" + mask,
            "81 ff ffffffffffffffff" + mask, // a negative one
            "88 81" + mask + "03", // half a close code
            "88 82" + mask + "03ed", // 1005, 1006, 999, 5000
            "88 82" + mask + "03ee",
            "88 82" + mask + "03e7",
            "88 82" + mask + "1388");
    for (String breach : breaches) {
      Told seen = new Told();
      ByteBuf bytes =
          Unpooled.wrappedBuffer(HexFormat.of().parseHex(breach.replace(" ", "") + "818000000000"));
      new WebSocketReader(new WebSocketReader.Limits(MESSAGE_MAX, SKIP_MAX), seen).read(bytes);
      assertEquals(List.of("violation 1002"), seen.all, breach);
      assertEquals(0, bytes.readableBytes(), breach);
    }
  }

  @Test
  void whatIsTooLongToBeSkippedEndsTheSocket() {
    readHex("81 ff 0000000100000000 01020304 55");
    assertEquals(List.of("violation 1009"), told.all);
  }

  @Test
  void partsThatGrowWithoutEndEndTheSocket() {
    readHex("01 fe 03e8 00000000" + "00".repeat(1_000));
    for (int i = 0; i < 5; i++) {
      readHex("00 fe 03e8 00000000" + "00".repeat(1_000));
    }
    assertEquals(List.of("violation 1009"), told.all);
  }

  /// The sum of the lengths would be negative.
  @Test
  void aPartOfAnyLengthIsJudgedBeforeItComes() {
    String endless = "00 ff 7fffffffffffffff 01020304";
    for (String first : List.of("01 81 01020304 79", "01 fe 07d0 01020304" + "00".repeat(2_000))) {
      Told seen = new Told();
      WebSocketReader fresh =
          new WebSocketReader(new WebSocketReader.Limits(MESSAGE_MAX, SKIP_MAX), seen);
      ByteBuf wire = Unpooled.buffer();
      for (String hex : List.of(first, endless, "55".repeat(3_000))) {
        wire.writeBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
        fresh.read(wire);
      }
      assertEquals(List.of("violation 1009"), seen.all);
      assertEquals(0, wire.readableBytes());
    }
  }

  @Test
  void partsThatEndNothingAreTold() {
    readHex("01 81 00000000 7b 00 80 00000000 80 81 00000000 7d");
    assertEquals(2, told.parts);
    readHex("01 fe 07d0 00000000" + "00".repeat(2_000) + "00 81 00000000 7b 80 80 00000000");
    assertEquals(4, told.parts);
    assertEquals("too large 2001", told.all.getLast());
  }

  @Test
  void aCloseFrameTellsItsCode() {
    readHex("88 80 00000000");
    assertEquals(List.of("closed 1005"), told.all);
  }

  @Test
  void nothingAfterACloseFrameIsRead() {
    readHex("88 82 00000000 03e8 81 80 00000000");
    assertEquals(List.of("closed 1000"), told.all);
  }

  @Test
  void beforeTheWelcomeOnlyWhatAHelloTakesIsKept() {
    WebSocketReader fresh =
        new WebSocketReader(new WebSocketReader.Limits(64 * 1024, 1024 * 1024), told);
    byte[] large = new byte[WebSocketReader.HELLO_MAX + 1];
    fresh.read(Unpooled.wrappedBuffer(RawSocket.frame(0x81, large)));
    fresh.read(Unpooled.wrappedBuffer(RawSocket.frame(0x01, new byte[10_000])));
    fresh.read(Unpooled.wrappedBuffer(RawSocket.frame(0x80, new byte[10_000])));
    assertEquals(List.of("too large " + large.length, "too large 20000"), told.all);
    ByteBuf begun = Unpooled.wrappedBuffer(RawSocket.frame(0x81, large)).writerIndex(10_000);
    fresh.read(begun);
    assertEquals(0, begun.readableBytes(), "kept although it is too large");
    fresh.read(Unpooled.wrappedBuffer(RawSocket.frame(0x81, large)).readerIndex(10_000));
    fresh.welcomed();
    told.all.clear();
    fresh.read(Unpooled.wrappedBuffer(RawSocket.frame(0x81, large)));
    assertEquals(List.of("text " + Arrays.hashCode(large)), told.all);
  }

  @Test
  void ofWhatIsDiscardedOnlyTheCloseFrameIsTold() {
    String whole = "81 81 00000000 7b";
    readHex("01 81 00000000 7b");
    reader.discard();
    readHex(
        "89 80 00000000 80 81 00000000 7d" + whole + "82 fe 07d0 00000000" + "00".repeat(2_000));
    readHex("01 80 00000000");
    assertEquals(List.of(), told.all);
    assertEquals(1, told.parts);
    readHex("88 82 00000000 03e8");
    assertEquals(List.of("closed 1000"), told.all);
  }

  /// The same bytes that a client may have had under way, and then more.
  @Test
  void whatIsDiscardedIsLookedThroughWithinBounds() {
    reader.discard();
    readHex("82 fe 1388 00000000" + "00".repeat(SKIP_MAX - 8));
    assertFalse(reader.isDone());
    readHex("00");
    assertTrue(reader.isDone());
    readHex("82 80 00000000 88 82 00000000 03e8");
    assertEquals(List.of(), told.all);
  }

  /// Whose close frame was read, or who broke the protocol, sends on within the same bounds.
  @Test
  void whatComesAfterTheCloseFrameIsSkippedWithinBoundsToo() {
    readHex("88 82 00000000 03e8");
    reader.discard();
    readHex("00".repeat(SKIP_MAX));
    assertFalse(reader.isDone());
    readHex("00");
    assertTrue(reader.isDone());
  }

  @Test
  void whatIsWrittenNettyReads() {
    EmbeddedChannel netty = new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 200_000));
    for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, 100_000}) {
      byte[] payload = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
      netty.writeInbound(WebSocketFrames.message(netty.alloc(), length % 2 == 0, payload));
      WebSocketFrame frame = netty.readInbound();
      assertEquals(length % 2 == 0, frame instanceof TextWebSocketFrame);
      assertEquals(length, frame.content().readableBytes());
      frame.release();
    }
  }
}
