package io.parley.edge.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.parley.protocol.v1.CloseCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one handler in the pipeline of a socket: hands bytes to its reader, and what happens to the
/// channel to its session. Holds bytes only while a frame has come in part, or the session waits,
/// and then in little more room than they need.
///
/// Netty's ByteToMessageDecoder would ask for more to read although the session waits.
final class SocketHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(SocketHandler.class);

  /// How long a client may take for one message: for the largest one on a link of 18 kbit/s.
  private static final long MESSAGE_WITHIN_NANOS = 30_000_000_000L;

  /// Room beyond what is unread that is not worth giving back.
  private static final int SPARE = 64;

  private final Session session;
  private final WebSocketReader reader;
  private @Nullable ByteBuf unread;

  /// What of the memory that holds all this was counted where all sockets are.
  private int counted;

  private @Nullable ChannelHandlerContext context;
  private boolean reading;

  /// What has to happen before the next frame is taken.
  private int holds;

  private boolean paused;
  private boolean over;
  private boolean removed;

  /// Since when one message is under way, as far as sweeps have seen.
  private long underWaySince;

  SocketHandler(Session session, WebSocketReader reader) {
    this.session = session;
    this.reader = reader;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    session.socketOpened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message); // the end of the HTTP request, or nothing of ours
      return;
    }
    session.heard();
    ByteBuf before = unread;
    unread =
        before == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, bytes);
    readOn();
  }

  /// Reads what is there, for as long as the session wants to.
  private void readOn() {
    ByteBuf bytes = unread;
    if (reading || bytes == null) {
      return;
    }
    reading = true;
    try {
      reader.read(bytes);
    } finally {
      reading = false;
    }
    unread = removed ? released(bytes) : trimmed(bytes);
    count();
    pauseOrGoOn();
  }

  /// Counts what is kept where that of all sockets is. Where there is no room for it, the session
  /// ends, and with it what it keeps but for the beginning of a control frame.
  private void count() {
    int more = (over ? 0 : room()) - counted;
    if (more > 0 && !session.inboundRoom().take(more, counted)) {
      session.close(CloseCode.CLOSE_TRY_AGAIN_LATER);
      return;
    }
    if (more < 0) {
      session.inboundRoom().give(-more);
    }
    counted += more;
  }

  /// What is left, in a buffer of its size where more than half of this one is not needed for it:
  /// neither what was read nor the room of a large read stays for the sake of a few bytes. A byte
  /// that was read pays for a byte that is copied, so nobody can have much copied with little.
  private @Nullable ByteBuf trimmed(ByteBuf bytes) {
    int left = bytes.readableBytes();
    if (left > 0 && bytes.capacity() - left <= left + SPARE) {
      return bytes;
    }
    ByteBuf rest = left == 0 ? null : channel().alloc().buffer(left).writeBytes(bytes);
    bytes.release();
    return rest;
  }

  private static @Nullable ByteBuf released(ByteBuf bytes) {
    bytes.release();
    return null;
  }

  /// How much memory holds what has come of messages and was not taken yet.
  int room() {
    ByteBuf bytes = unread;
    return reader.room() + (bytes == null ? 0 : bytes.capacity());
  }

  /// Only once the bytes at hand were looked at: most holds are released before.
  private void pauseOrGoOn() {
    boolean pause = over ? reader.isDone() : holds > 0;
    if (pause != paused) {
      paused = pause;
      channel().config().setAutoRead(!pause);
    }
  }

  /// Its client is known: it may send messages of any size that is allowed.
  void welcomed() {
    reader.welcomed();
  }

  /// The session is over: nothing of what its client sends is kept any more, or held up. What is
  /// here is looked through for the close frame at once, and so is what comes, within bounds: who
  /// sends on beyond them costs nobody anything until the socket is cut.
  void ended() {
    over = true;
    reader.discard();
    try {
      readOn();
    } catch (RuntimeException | OutOfMemoryError e) {
      failed(e); // whoever ends it has more to do
    }
    if (!reading) {
      count();
      pauseOrGoOn();
    }
  }

  /// Whether a message has been begun and not ended for too long, though nothing held it up: what
  /// has come of it takes memory, and pings in between keep the session alive. Asked with each
  /// sweep.
  boolean isStalled(long now) {
    boolean isUnderWay = reader.keepsParts() || (holds == 0 && unread != null);
    if (reader.tookWholeOne() || !isUnderWay) {
      underWaySince = now;
    }
    return now - underWaySince > MESSAGE_WITHIN_NANOS;
  }

  /// The session takes no frame until this is released, as often as it is held.
  void hold() {
    holds++;
  }

  void release() {
    holds--;
    if (holds == 0 && paused && !over) {
      try {
        readOn();
        pauseOrGoOn();
      } catch (RuntimeException | OutOfMemoryError e) {
        failed(e); // no read of its channel is there to tell of it
      }
    }
  }

  boolean isHeld() {
    return holds > 0;
  }

  private Channel channel() {
    ChannelHandlerContext there = context;
    if (there == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return there.channel();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    session.readComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    session.writabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    session.socketGone();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    removed = true;
    if (unread != null && !reading) {
      unread = released(unread);
    }
  }

  /// Nobody is behind this one in the pipeline.
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent) { // no more will come, as at the end of a stream
      ChannelFuture _ = ctx.close();
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable fault) {
    failed(fault);
  }

  private void failed(Throwable fault) {
    if (!isOfTheClient(fault)) {
      log.atWarn().setCause(fault).addKeyValue("session", session.name()).log("a socket failed");
    }
    ChannelFuture _ = channel().close();
  }

  /// It has gone, or what it sent is no TLS: its bytes are in the text of such a fault.
  static boolean isOfTheClient(Throwable fault) {
    return fault instanceof IOException
        || (fault instanceof DecoderException && fault.getCause() instanceof IOException);
  }
}
