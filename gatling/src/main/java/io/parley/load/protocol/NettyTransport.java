package io.parley.load.protocol;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.parley.client.Transport;
import io.parley.load.net.Dialer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The transport of one person: a socket at a time on one event loop, at each try on the next edge,
/// as behind a balancer.
final class NettyTransport implements Transport {
  private final Dialer dialer;
  private final EventLoop loop;
  private final List<URI> edges;
  private final int number;

  // event loop only: the client runs there too
  private int tries;
  private @Nullable Channel channel;

  NettyTransport(Dialer dialer, EventLoop loop, List<URI> edges, int number) {
    this.dialer = dialer;
    this.loop = loop;
    this.edges = List.copyOf(edges);
    this.number = number;
  }

  @Override
  public Connection connect(Endpoint endpoint, Events events) {
    URI edge = edges.get(Math.floorMod(number + tries++, edges.size()));
    ChannelFuture connecting =
        dialer.dial(loop, number, edge, endpoint.subprotocol(), new Handler(events));
    channel = connecting.channel();
    var _ =
        connecting.addListener(done -> {
          if (!done.isSuccess()) {
            events.closed(Closing.broken(String.valueOf(done.cause().getMessage())));
          }
        });
    return new ChannelConnection(connecting.channel());
  }

  /// The network goes: no goodbye, a reset. Event loop only.
  void cut() {
    Channel open = channel;
    if (open != null && open.isActive()) {
      open.config().setOption(ChannelOption.SO_LINGER, 0);
      var _ = open.close();
    }
  }

  private record ChannelConnection(Channel channel) implements Connection {
    @Override
    public boolean send(byte[] frame) {
      if (!channel.isActive()) {
        return false;
      }
      var _ =
          channel.writeAndFlush(
              new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame)), channel.voidPromise());
      return true;
    }

    @Override
    public void close(int code) {
      if (channel.isActive()) {
        var _ =
            channel
                .writeAndFlush(new CloseWebSocketFrame(code, ""))
                .addListener(ChannelFutureListener.CLOSE);
      } else {
        var _ = channel.close();
      }
    }
  }

  /// Tells one socket's fate, once.
  private static final class Handler extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final Events events;
    private boolean opened;
    private boolean closed;

    Handler(Events events) {
      this.events = events;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        opened = true;
        events.opened();
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof CloseWebSocketFrame close) {
        closed(Closing.closed(close.statusCode(), close.reasonText()));
        var _ = context.close();
      } else if (frame instanceof BinaryWebSocketFrame) {
        events.frame(ByteBufUtil.getBytes(frame.content()));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      closed(
          cause instanceof WebSocketClientHandshakeException refused && refused.response() != null
              ? refused(refused)
              : Closing.broken(String.valueOf(cause.getMessage())));
      var _ = context.close();
    }

    private static Closing refused(WebSocketClientHandshakeException refused) {
      String after = refused.response().headers().get("Retry-After", "0");
      return Closing.refused(
          refused.response().status().code(),
          Duration.ofSeconds(after.matches("\\d{1,6}") ? Long.parseLong(after) : 0));
    }

    /// A connection that never came is told by the one who dialled.
    @Override
    public void channelInactive(ChannelHandlerContext context) {
      closed(Closing.broken(opened ? "the connection was lost" : "closed before it was open"));
    }

    private void closed(Closing closing) {
      if (!closed) {
        closed = true;
        events.closed(closing);
      }
    }
  }
}
