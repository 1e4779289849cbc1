package io.parley.benchmarks.relay;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A bare WebSocket server that hands messages on, on one event loop: it stores nothing, asks
/// nobody who somebody is, and has no bus behind it. What it costs is what any server that speaks
/// these frames costs at least.
///
/// It says its port on the standard output and ends when its standard input does, so it never
/// outlives who started it.
public final class Relay {
  private static final int BACKLOG = 4096;
  private static final int HTTP_MAX = 8 * 1024;

  /// With the frames of the real protocol, so that one generator speaks to both.
  private static final WebSocketServerProtocolConfig SOCKETS =
      WebSocketServerProtocolConfig.newBuilder()
          .websocketPath("/v1/ws")
          .subprotocols("parley.v1.proto")
          .build();

  private final Room room = new Room();
  private final @Nullable SslContext tls;

  private Relay(@Nullable SslContext tls) {
    this.tls = tls;
  }

  /// A program: without words in plain text, with the files of a certificate and its key over TLS.
  public static void main(String[] words) throws IOException, InterruptedException {
    SslContext tls =
        words.length == 0
            ? null
            : SslContextBuilder.forServer(new File(words[0]), new File(words[1])).build();
    tell(System.out, new Relay(tls).listen());
    while (System.in.read() >= 0) {
      // nobody says anything: the end is what is waited for
    }
    System.exit(0);
  }

  private static void tell(PrintStream out, int port) {
    out.println(port);
    out.flush();
  }

  private int listen() throws InterruptedException {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    Class<? extends ServerChannel> type =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, io);
    Channel server =
        new ServerBootstrap()
            .group(group)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    initialise(channel);
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  private void initialise(Channel channel) {
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
    }
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(),
            new HttpObjectAggregator(HTTP_MAX),
            new WebSocketServerProtocolHandler(SOCKETS),
            new RelaySocket(room));
  }
}
