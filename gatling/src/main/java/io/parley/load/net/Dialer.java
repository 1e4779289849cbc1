package io.parley.load.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.ssl.SslContext;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Opens WebSockets on event loops that somebody else owns. Pings are answered by themselves, so a
/// socket that is only held costs no timer.
public final class Dialer {
  private static final int HTTP_MAX = 16 * 1024;
  private static final int FRAME_MAX = 8 << 20;
  private static final int CONNECT_MS = 10_000;
  private static final int CAUSES_MAX = 10;

  private final Sources sources;
  private final @Nullable SslContext tls;
  private final AtomicLong shortages = new AtomicLong();

  /// @param secure whether edges are spoken to by TLS
  public Dialer(Sources sources, boolean secure, Trust trust) {
    this.sources = sources;
    this.tls = secure ? trust.sockets() : null;
  }

  /// Sockets that could not be opened because of this machine.
  public long shortages() {
    return shortages.get();
  }

  /// @param number of the socket: decides where it comes from
  /// @param last hears of the handshake, and gets the frames
  public ChannelFuture dial(
      EventLoop loop, int number, URI edge, String subprotocol, ChannelHandler last) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(channelType(loop))
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    initialise(channel, edge, subprotocol, last);
                  }
                });
    InetSocketAddress source = sources.of(number);
    if (source != null) {
      bootstrap.localAddress(source);
      if (channelType(loop) == EpollSocketChannel.class) {
        // the port is chosen when the other end is known: one port can serve several edges
        bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
      }
    }
    ChannelFuture connecting = bootstrap.connect(edge.getHost(), port(edge));
    return connecting.addListener(done -> {
      if (isShortage(done.cause())) {
        shortages.incrementAndGet();
      }
    });
  }

  private static Class<? extends SocketChannel> channelType(EventLoop loop) {
    boolean epoll = loop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class);
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  private void initialise(Channel channel, URI edge, String subprotocol, ChannelHandler last) {
    WebSocketClientProtocolConfig config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(edge)
            .subprotocol(subprotocol)
            .handleCloseFrames(false)
            .maxFramePayloadLength(FRAME_MAX)
            .build();
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc(), edge.getHost(), port(edge)));
    }
    channel
        .pipeline()
        .addLast(
            new HttpClientCodec(),
            new HttpObjectAggregator(HTTP_MAX),
            new WebSocketClientProtocolHandler(config),
            last);
  }

  private static int port(URI edge) {
    return edge.getPort() > 0 ? edge.getPort() : edge.getScheme().equals("wss") ? 443 : 80;
  }

  /// No port is left of a source address, or no descriptor of this process: whatever that is
  /// wrapped in.
  static boolean isShortage(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof BindException
          || message.contains("assign requested address")
          || message.contains("Too many open files")) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
