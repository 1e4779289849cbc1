package io.parley.edge.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.WriteBufferWaterMark;
import io.parley.edge.EdgeMetrics;
import io.parley.protocol.Codes;
import io.parley.protocol.v1.CloseCode;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sending side of a socket. What its client does not read in time waits here, bounded in bytes
/// and in time; beyond either bound the socket is closed, and others never notice.
///
/// Owned by the event loop of its channel.
final class Socket {
  private static final Logger log = LoggerFactory.getLogger(Socket.class);

  /// What Netty holds at most before messages wait here, where their bytes are shared by all
  /// sockets they go to.
  static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(16 * 1024, 32 * 1024);

  /// How long a client has to answer a close frame.
  private static final long LINGER_NANOS = 10_000_000_000L;

  /// The same for one that reads too slowly: before the close frame it has to read what the channel
  /// holds.
  private static final long LINGER_SLOW_NANOS = 30_000_000_000L;

  private static final int SLOW_READER = Codes.of(CloseCode.CLOSE_SLOW_READER).number();

  /// The same for one that breaks the protocol: what it still sends is dropped for as long, since
  /// closing over unread bytes would take the close frame back.
  private static final long LINGER_BROKEN_NANOS = 1_000_000_000L;

  private final Channel channel;
  private final boolean text;
  private final Bounds bounds;
  private final EdgeMetrics metrics;

  private @Nullable ArrayDeque<Copies.Bytes> waiting;
  private int waitingBytes;

  /// Of pages, which wait elsewhere.
  private int pageBytes;

  /// When the channel was last full or had room again, which it is and has in turns while a client
  /// that is behind reads; then, when the close frame was sent.
  private long since;

  private boolean held;
  private boolean needsFlush;
  private int closeCode;
  private boolean peerClosed;
  private boolean broken;
  private boolean left;

  /// Whether its client was sent a ping and has not been heard since.
  private boolean asked;

  /// @param waitingMax bytes
  /// @param waitingNanos how long a client may be behind without making room in the channel
  /// @param room that all sockets share
  record Bounds(int waitingMax, long waitingNanos, SharedRoom room) {}

  Socket(Channel channel, boolean text, Bounds bounds, EdgeMetrics metrics) {
    this.channel = channel;
    this.text = text;
    this.bounds = bounds;
    this.metrics = metrics;
  }

  /// Takes room for a page that its client asked for and is not ready for; it is for others to
  /// keep.
  ///
  /// @return false when there is none: the socket has to be closed
  boolean takePageRoom(int bytes) {
    if (!bounds.room().take(bytes, waitingBytes + pageBytes)) {
      return false;
    }
    pageBytes += bytes;
    return true;
  }

  void givePageRoom(int bytes) {
    bounds.room().give(bytes);
    pageBytes -= bytes;
  }

  /// From now on messages wait, until [#release].
  void hold() {
    held = true;
  }

  /// Sends this one although the others wait: the answer to a hello, so it comes once.
  void sendFirst(byte[] payload) {
    if (closeCode == 0) {
      write(payload);
    }
  }

  void release(long now) {
    held = false;
    since = now;
    writeWaiting();
  }

  /// Sends a message, or lets it wait its turn.
  ///
  /// @return false when there was no room for it: it is lost, and the socket has to be closed
  boolean send(byte[] payload) {
    if (closeCode != 0) {
      return true; // for nobody
    }
    if (isReady()) {
      write(payload);
      return true;
    }
    return keep(Copies.Bytes.alone(payload));
  }

  /// The same of one that others are sent as well.
  boolean send(Copies.Bytes bytes) {
    if (closeCode != 0) {
      return true;
    }
    if (isReady()) {
      write(bytes.payload(), bytes.message());
      return true;
    }
    return keep(bytes);
  }

  private boolean keep(Copies.Bytes bytes) {
    int length = bytes.payload().length;
    if (length > bounds.waitingMax() - waitingBytes
        || !bytes.keepIn(bounds.room(), waitingBytes + pageBytes)) {
      return false;
    }
    if (waiting == null) {
      waiting = new ArrayDeque<>(4);
    }
    waiting.add(bytes);
    waitingBytes += length;
    return true;
  }

  /// Whether the next message can be written at once. A channel that is full of what was not
  /// flushed yet says nothing of its client: that is found out first.
  private boolean isReady() {
    if (waiting != null || held) {
      return false;
    }
    if (!channel.isWritable()) {
      boolean _ = flush();
    }
    return waiting == null && channel.isWritable();
  }

  private void write(byte[] payload) {
    write(payload, null);
  }

  private void write(byte[] payload, @Nullable ByteBuf shared) {
    ByteBuf message =
        shared == null
            ? orCut(() -> WebSocketFrames.message(channel.alloc(), text, payload))
            : shared.retainedDuplicate();
    if (message != null) {
      metrics.framesOut(1, payload.length);
      write(message);
    }
  }

  private void write(ByteBuf frame) {
    ChannelFuture _ = channel.write(frame, channel.voidPromise());
    needsFlush = true;
  }

  /// Null: there is no memory for it outside of the heap (where the heap has none, the process
  /// ends). It is lost to this socket, which goes then, with all it holds: its client comes back
  /// and catches up, and others have theirs.
  private @Nullable ByteBuf orCut(Supplier<ByteBuf> frame) {
    try {
      return frame.get();
    } catch (OutOfMemoryError e) {
      log.warn("a socket was cut off: there was no memory for what it was to be sent");
      ChannelFuture _ = channel.close();
      return null;
    }
  }

  /// The channel holds as much as it may, or takes more again.
  void writabilityChanged(long now) {
    if (closeCode == 0) {
      since = now;
    }
    if (!held) {
      writeWaiting();
    }
  }

  /// Writes what waits, as far as the channel takes it. A write may come back here, when the
  /// channel has taken enough.
  private void writeWaiting() {
    while (waiting != null && channel.isWritable()) {
      Copies.Bytes next = waiting.remove();
      if (waiting.isEmpty()) {
        waiting = null;
      }
      waitingBytes -= next.payload().length;
      next.dropFrom(bounds.room());
      write(next.payload());
    }
  }

  void pong(byte[] payload) {
    // a client that sends pings and reads nothing gets no more pongs than there is room for
    if (closeCode == 0 && channel.isWritable()) {
      ByteBuf pong = orCut(() -> WebSocketFrames.pong(channel.alloc(), payload));
      if (pong != null) {
        write(pong);
      }
    }
  }

  /// Whether its client is behind with reading.
  boolean isBehind() {
    return waiting != null || !channel.isWritable();
  }

  /// Asks a client that has been silent whether it is there: WebSocket libraries answer by
  /// themselves. Once for each silence.
  void ask() {
    if (!asked && closeCode == 0 && channel.isWritable()) {
      asked = true;
      ByteBuf ping = orCut(() -> WebSocketFrames.ping(channel.alloc()));
      if (ping != null) {
        write(ping);
      }
    }
  }

  /// Its client is there.
  void heard() {
    asked = false;
  }

  /// Whether its client has been behind for too long without reading so much that the channel had
  /// room again. Not before it is welcomed.
  boolean isStuck(long now) {
    return isBehind() && now - since > bounds.waitingNanos();
  }

  /// Tells the client to go. What waited is dropped: it would keep the code from it.
  void close(int code, String reason, long now) {
    if (closeCode != 0) {
      return;
    }
    closeCode = code;
    since = now;
    dropWaiting();
    ByteBuf farewell = orCut(() -> WebSocketFrames.close(channel.alloc(), code, reason));
    if (farewell == null) {
      return;
    }
    ChannelFuture told = channel.write(farewell);
    if (peerClosed) {
      ChannelFuture _ = told.addListener(ChannelFutureListener.CLOSE);
    }
    channel.flush();
    needsFlush = false;
  }

  /// The client has sent its close frame: the one that answers ours, or its own.
  void peerClosed(int code, long now) {
    peerClosed = true;
    if (closeCode != 0) {
      ChannelFuture _ = channel.close();
    } else {
      left = true;
      close(code, "", now);
    }
  }

  /// As [#close], for a client that breaks the protocol: nothing it sends is read any more.
  void closeBroken(int code, String reason, long now) {
    broken = true;
    close(code, reason, now);
  }

  /// Cuts off a client that has not answered the close frame in time.
  void cutIfLingering(long now) {
    if (closeCode != 0 && now - since > lingerNanos()) {
      ChannelFuture _ = channel.close();
    }
  }

  private long lingerNanos() {
    if (broken) {
      return LINGER_BROKEN_NANOS;
    }
    return closeCode == SLOW_READER ? LINGER_SLOW_NANOS : LINGER_NANOS;
  }

  boolean isClosing() {
    return closeCode != 0;
  }

  /// The code it was closed with from here; 1000 when the client left, whatever code that chose;
  /// 1006 when nobody said anything.
  int closeCode() {
    if (left) {
      return WebSocketReader.NORMAL_CLOSURE;
    }
    return closeCode == 0 ? 1006 : closeCode;
  }

  /// @return whether there was anything to be flushed
  boolean flush() {
    if (!needsFlush) {
      return false;
    }
    needsFlush = false;
    channel.flush();
    return true;
  }

  /// The channel is gone.
  void dropWaiting() {
    if (waiting != null) {
      waiting.forEach(bytes -> bytes.dropFrom(bounds.room()));
      waiting = null;
      waitingBytes = 0;
    }
  }
}
