package io.parley.edge.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.parley.benchmarks.micro.Samples;
import io.parley.protocol.FrameCodec;
import io.parley.protocol.FrameLimits;
import io.parley.protocol.v1.ClientFrame;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What an edge does for a message beside its codecs and its sockets: it takes the `send` off the
/// wire, decides about it, and puts the event into one buffer for all sockets of a subprotocol.
@State(Scope.Thread)
public class EdgeBenchmark {
  private static final int TEXT_MAX = 4_096;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ClientFrame send = Samples.send();
  private final ByteBuf wire = masked(FrameCodec.json(FrameLimits.DEFAULT).encode(send));
  private final byte[] event = Samples.event().toByteArray();
  private final Heard heard = new Heard();
  private final WebSocketReader reader =
      new WebSocketReader(new WebSocketReader.Limits(64 * 1024, 1024 * 1024), heard);

  private final Meter meter =
      new Meter(
          new Meter.Limits(new RateLimit(20, 60), new RateLimit(20, 40), new RateLimit(100, 300)),
          0);
  private long now;

  @Benchmark
  public byte[] readMessage() {
    wire.readerIndex(0);
    reader.read(wire);
    return heard.payload;
  }

  /// A second after the one before: never too fast.
  @Benchmark
  public Object decideOnSend() {
    now += SECOND;
    if (meter.frame(now) > 0 || meter.message(false, now) > 0) {
      throw new IllegalStateException("too fast");
    }
    return FrameRules.of(send, Samples.SENDER, TEXT_MAX);
  }

  /// From the router's bytes, in both subprotocols.
  @Benchmark
  public int spellEventForAll() {
    Copies copies = Copies.forAll(event);
    int bytes = 0;
    for (Dialect dialect : Dialect.values()) {
      ByteBuf message = copies.as(dialect).message();
      bytes += message == null ? 0 : message.readableBytes();
    }
    copies.release();
    return bytes;
  }

  /// As a client sends a message of 126 to 65,535 bytes.
  private static ByteBuf masked(byte[] payload) {
    byte[] mask = {0x12, 0x34, 0x56, 0x78};
    ByteBuf frame = Unpooled.directBuffer();
    frame.writeByte(0x80 | WebSocketReader.TEXT).writeByte(0x80 | 126).writeShort(payload.length);
    frame.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.writeByte(payload[i] ^ mask[i % mask.length]);
    }
    return frame;
  }

  private static final class Heard implements WebSocketReader.Inbound {
    byte[] payload = {};

    @Override
    public void message(boolean text, byte[] bytes) {
      payload = bytes;
    }

    @Override
    public void tooLarge(long bytes, int max) {
      throw new IllegalStateException("too large: " + bytes);
    }

    @Override
    public void part() {
      throw new IllegalStateException("a part");
    }

    @Override
    public void ping(byte[] bytes) {
      throw new IllegalStateException("a ping");
    }

    @Override
    public void pong() {
      throw new IllegalStateException("a pong");
    }

    @Override
    public void closed(int code) {
      throw new IllegalStateException("closed: " + code);
    }

    @Override
    public void violation(int code, String what) {
      throw new IllegalStateException(what);
    }

    @Override
    public boolean ready() {
      return true;
    }
  }
}
