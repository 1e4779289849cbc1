package io.parley.edge.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.parley.edge.EdgeConfig.SocketLimits;
import io.parley.edge.EdgeMetrics;
import io.parley.protocol.FrameLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/// The client's end of a socket of a [SteppedEdge], in JSON. It may stop reading.
final class SteppedSocket {
  final Session session;
  private final Channel channel = new Channel();

  /// Whose event loop it is on.
  private final Channel at;

  private final SessionLoop loop;
  private final SocketHandler handler;
  private final Queue<String> came = new ArrayDeque<>();

  /// Takes nothing while its client does not read.
  private static final class Channel extends EmbeddedChannel {
    boolean stuck;
    boolean broken;
    int flushes;

    @Override
    public Channel flush() {
      if (broken) {
        throw new IllegalStateException("broken");
      }
      super.flush();
      return this;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer written) throws Exception {
      flushes++;
      if (!stuck) {
        super.doWrite(written);
      }
    }
  }

  SteppedSocket(Services services, Pulses.Heartbeats heartbeats, SharedRoom room, long number) {
    at = channel;
    loop = new SessionLoop(channel.eventLoop(), services, heartbeats);
    session = begin(services, room, number);
    handler = listen();
  }

  /// @param beside on whose event loop it is as well
  SteppedSocket(Services services, SteppedSocket beside, SharedRoom room, long number) {
    at = beside.at;
    loop = beside.loop;
    session = begin(services, room, number);
    handler = listen();
  }

  private Session begin(Services services, SharedRoom room, long number) {
    SocketLimits limits = services.config().limits();
    Socket.Bounds bounds =
        new Socket.Bounds(limits.outboundMax().asInt(), limits.slowReaderAfter().toNanos(), room);
    channel.freezeTime();
    channel.config().setWriteBufferWaterMark(Socket.WATER_MARK);
    Socket socket = new Socket(channel, true, bounds, EdgeMetrics.NONE);
    return new Session(services, loop, new Session.Begin(number, Dialect.JSON, "", socket));
  }

  private SocketHandler listen() {
    WebSocketReader reader =
        new WebSocketReader(
            new WebSocketReader.Limits(FrameLimits.DEFAULT.maxBytes(), 1_000_000),
            session.intake());
    SocketHandler begun = new SocketHandler(session, reader);
    channel.pipeline().addLast(begun);
    return begun;
  }

  void send(String text) {
    write(Unpooled.wrappedBuffer(RawSocket.frame(0x81, text.getBytes(StandardCharsets.UTF_8))));
  }

  void write(ByteBuf bytes) {
    channel.writeInbound(bytes);
  }

  /// What is not bytes, from whatever stands before in its pipeline.
  void happens(Object event) {
    channel.pipeline().fireUserEventTriggered(event);
    run();
  }

  /// Where a read of its channel puts what came.
  ByteBuf allocate(int room) {
    return channel.alloc().buffer(room);
  }

  /// How much memory holds what was not read yet.
  int room() {
    return handler.room();
  }

  void hello(String token) {
    send("{\"id\":\"h\",\"hello\":{\"token\":\"" + token + "\"}}");
  }

  void stopReading() {
    channel.stuck = true;
  }

  void readOn() {
    channel.stuck = false;
    channel.flush();
    run();
  }

  /// Whatever is flushed to it fails.
  void breakDown() {
    channel.broken = true;
  }

  /// No buffer is to be had for it any more.
  void runOutOfMemory() {
    channel.config().setAllocator(new NoMemory());
  }

  void leave() {
    channel.close().syncUninterruptibly();
    run();
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  boolean isReadingFrames() {
    return channel.config().isAutoRead();
  }

  void pass(Duration time) {
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    if (at.equals(channel)) {
      loop.sweep();
    }
    run();
  }

  /// How often its channel was asked to send.
  int flushes() {
    return channel.flushes;
  }

  /// What is due on its event loop.
  void run() {
    at.runPendingTasks();
    at.runScheduledPendingTasks();
  }

  /// The payloads of what came since they were last asked for; close frames as `close <code>`.
  List<String> frames() {
    run();
    return came();
  }

  /// The same without letting its event loop go on.
  List<String> came() {
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      int opcode = out.readByte() & 0xf;
      int length = out.readByte();
      if (length == 126) {
        length = out.readUnsignedShort();
      } else if (length == 127) {
        length = (int) out.readLong();
      }
      came.add(
          opcode == WebSocketReader.CLOSE
              ? "close " + out.readUnsignedShort()
              : out.readCharSequence(length, StandardCharsets.UTF_8).toString());
      out.release();
    }
    List<String> all = new ArrayList<>(came);
    came.clear();
    return all;
  }

  /// The one that came.
  String next(String body) {
    List<String> frames = frames();
    if (frames.size() != 1 || !frames.getFirst().contains("\"" + body + "\":")) {
      throw new AssertionError(frames + " (expected: one " + body + ")");
    }
    return frames.getFirst();
  }
}
