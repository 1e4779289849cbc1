package io.parley.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// All sockets of the generator, over a few event loops.
///
/// Netty and not a client of ours: what is measured is the server, and a generator that costs
/// little is limited late.
final class Crowd implements AutoCloseable {
  private static final int HTTP_MAX = 16 * 1024;
  private static final int ATTEMPTS_MAX = 30;
  private static final long CONNECT_PATIENCE_S = 300;

  /// Below what an edge accepts: what is measured is not its admission control.
  private static final int CONNECTS_PER_SECOND = 300;

  /// Addresses of loopback that sockets come from.
  private static final int SOURCES = 8;

  private final EventLoopGroup group;
  private final Class<? extends SocketChannel> channelType;
  private final List<URI> edges;
  private final @Nullable SslContext tls;
  private final List<Lane> lanes = new ArrayList<>();
  private final AtomicInteger refused = new AtomicInteger();

  Crowd(List<URI> edges, int loops, long run, String text) {
    this(edges, loops, run, text, null);
  }

  /// @param tls what sockets are secured with; null: they are not
  Crowd(List<URI> edges, int loops, long run, String text, @Nullable SslContext tls) {
    this.edges = List.copyOf(edges);
    this.tls = tls;
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.channelType = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    this.group = new MultiThreadIoEventLoopGroup(loops, io);
    for (int i = 0; i < loops; i++) {
      lanes.add(new Lane(group.next(), new Lane.Numbers(run, i, loops), text));
    }
  }

  List<Lane> lanes() {
    return lanes;
  }

  String transport() {
    return channelType.getSimpleName();
  }

  long delivered() {
    return lanes.stream().mapToLong(Lane::delivered).sum();
  }

  /// What all lanes have seen of the load that runs or ran last.
  LaneTally tally() throws InterruptedException, ExecutionException {
    LaneTally all = new LaneTally();
    for (Lane lane : lanes) {
      all.add(lane.tally().get());
    }
    return all;
  }

  /// How often a connection or its hello was turned away and tried again.
  int refused() {
    return refused.get();
  }

  /// Connects these, at a pace, and returns their sockets when all are welcomed.
  List<LoadSocket> connect(List<LoadSocket.Person> people)
      throws IOException, InterruptedException {
    List<Dial> dials = people.stream().map(this::dial).toList();
    for (int i = 0; i < dials.size(); i++) {
      Dial dial = dials.get(i);
      long delayMs = i * 1000L / CONNECTS_PER_SECOND;
      Future<?> _ =
          dial.lane.loop().schedule(() -> attempt(dial, 1), delayMs, TimeUnit.MILLISECONDS);
    }
    return welcomed(dials);
  }

  /// Connects these as fast as welcomes come, so many at once.
  List<LoadSocket> connect(List<LoadSocket.Person> people, int atOnce)
      throws IOException, InterruptedException {
    List<Dial> dials = people.stream().map(this::dial).toList();
    AtomicInteger begun = new AtomicInteger();
    Runnable one =
        () -> {
          int next = begun.getAndIncrement();
          if (next < dials.size()) {
            Dial dial = dials.get(next);
            dial.lane.loop().execute(() -> attempt(dial, 1));
          }
        };
    for (Dial dial : dials) {
      CompletableFuture<Void> _ = dial.welcomed.thenRun(one);
    }
    for (int i = 0; i < atOnce; i++) {
      one.run();
    }
    return welcomed(dials);
  }

  /// Closes these and returns when they are closed.
  void leave(List<LoadSocket> leaving)
      throws IOException, InterruptedException, ExecutionException {
    Set<LoadSocket> gone = Set.copyOf(leaving);
    for (Lane lane : lanes) {
      Object _ = lane.leave(gone).get();
    }
    try {
      CompletableFuture.allOf(
              leaving.stream().map(LoadSocket::closed).toArray(CompletableFuture[]::new))
          .get(CONNECT_PATIENCE_S, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("sockets could not be closed", e);
    }
  }

  private Dial dial(LoadSocket.Person person) {
    // partners on different edges
    URI edge = edges.get(person.number() % edges.size());
    return new Dial(person, edge, laneOf(person.number()), new CompletableFuture<>());
  }

  private static List<LoadSocket> welcomed(List<Dial> dials)
      throws IOException, InterruptedException {
    List<CompletableFuture<LoadSocket>> welcomes = dials.stream().map(Dial::welcomed).toList();
    try {
      CompletableFuture.allOf(welcomes.toArray(CompletableFuture[]::new))
          .get(CONNECT_PATIENCE_S, TimeUnit.SECONDS);
      return welcomes.stream().map(CompletableFuture::join).toList();
    } catch (ExecutionException | TimeoutException e) {
      long missing = welcomes.stream().filter(w -> !w.isDone() || isFailed(w)).count();
      throw new IOException(missing + " sockets were not welcomed: " + e.getMessage(), e);
    }
  }

  /// Pairs are spread over all lanes.
  private Lane laneOf(int person) {
    return lanes.get(person / 2 % lanes.size());
  }

  /// How many lanes have one of the first so many people, where everybody is connected.
  int lanesOfFirst(int people) {
    return Math.min(lanes.size(), Math.ceilDiv(people, 2));
  }

  private record Dial(
      LoadSocket.Person person, URI edge, Lane lane, CompletableFuture<LoadSocket> welcomed) {}

  private static boolean isFailed(CompletableFuture<?> stage) {
    return stage.isCompletedExceptionally();
  }

  private void attempt(Dial dial, int attempt) {
    CompletableFuture<LoadSocket> welcomed = new CompletableFuture<>();
    CompletableFuture<Boolean> _ =
        welcomed.handle((socket, failure) -> {
          if (failure == null) {
            return dial.welcomed.complete(socket);
          }
          refused.incrementAndGet();
          if (attempt == ATTEMPTS_MAX) {
            return dial.welcomed.completeExceptionally(failure);
          }
          Future<?> again =
              dial.lane.loop().schedule(() -> attempt(dial, attempt + 1), 1, TimeUnit.SECONDS);
          return !again.isDone();
        });
    open(dial, welcomed);
  }

  private void open(Dial dial, CompletableFuture<LoadSocket> welcomed) {
    WebSocketClientProtocolConfig config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(dial.edge)
            .subprotocol("parley.v1.proto")
            .handleCloseFrames(true)
            .build();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(dial.lane.loop())
            .channel(channelType)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    secure(channel, dial.edge);
                    channel
                        .pipeline()
                        .addLast(
                            new HttpClientCodec(),
                            new HttpObjectAggregator(HTTP_MAX),
                            new WebSocketClientProtocolHandler(config),
                            new LoadSocket(dial.person, dial.lane, welcomed));
                  }
                });
    if (dial.edge.getHost().startsWith("127.")) {
      // an address has some 28,000 ports, and those of closed sockets are good for nothing at first
      bootstrap.localAddress("127.0.0." + (1 + dial.person.number() % SOURCES), 0);
      if (channelType == EpollSocketChannel.class) {
        bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
      }
    }
    Future<?> _ =
        bootstrap
            .connect(dial.edge.getHost(), dial.edge.getPort())
            .addListener(connected -> {
              if (!connected.isSuccess()) {
                welcomed.completeExceptionally(connected.cause());
              }
            });
  }

  private void secure(Channel channel, URI edge) {
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc(), edge.getHost(), edge.getPort()));
    }
  }

  @Override
  public void close() {
    Future<?> _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
