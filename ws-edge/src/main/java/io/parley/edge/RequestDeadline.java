package io.parley.edge;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection over which nobody asks: one that has not brought a whole request within ten
/// seconds, and later one that brings none for a minute. Bytes do not count, else a line of a
/// header now and then would hold a connection for ever. It leaves with the HTTP server's handlers
/// when a socket takes the connection over.
///
/// Owned by the connection's event loop.
final class RequestDeadline extends ChannelInboundHandlerAdapter {
  private static final long LOOK_EVERY_MS = 10_000;
  private static final int LOOKS_AT_FIRST = 1;
  private static final int LOOKS_LATER = 6;

  private @Nullable ScheduledFuture<?> next;
  private boolean hasAsked;

  /// Since the last request.
  private int looks;

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    lookLater(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof LastHttpContent) {
      hasAsked = true;
      looks = 0;
    }
    context.fireChannelRead(message);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (next != null) {
      next.cancel(false);
    }
  }

  private void lookLater(ChannelHandlerContext context) {
    next = context.executor().schedule(() -> look(context), LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
  }

  private void look(ChannelHandlerContext context) {
    looks++;
    if (looks >= (hasAsked ? LOOKS_LATER : LOOKS_AT_FIRST)) {
      ChannelFuture _ = context.close();
    } else {
      lookLater(context);
    }
  }
}
