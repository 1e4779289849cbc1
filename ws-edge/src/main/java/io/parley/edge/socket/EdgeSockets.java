package io.parley.edge.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.parley.edge.Authenticator;
import io.parley.edge.EdgeConfig;
import io.parley.edge.EdgeMetrics;
import io.parley.edge.SocketCloser;
import io.parley.edge.SocketIntake;
import io.parley.edge.UserDirectory;
import io.parley.edge.log.CommandLog;
import io.parley.edge.log.DeliveryFeed;
import io.parley.history.HistoryReader;
import io.parley.history.Inboxes;
import io.parley.history.Membership;
import io.parley.presence.ChannelInterest;
import io.parley.presence.EdgeSlot;
import io.parley.presence.SessionIds;
import io.parley.presence.SessionRegistry;
import io.parley.protocol.v1.CloseCode;
import io.parley.runtime.Surroundings;
import io.parley.runtime.lifecycle.Component;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets of an edge: takes connections over, keeps this edge's slot and its deliveries, and
/// sends its devices elsewhere when it ends.
///
/// It starts at once and takes sockets when it has a slot and reads the slot's deliveries; until
/// then they are refused with a time to retry, and the HTTP API serves. Start it before the server
/// that it is the intake of.
public final class EdgeSockets implements Component, SocketIntake, SocketCloser {
  private static final Logger log = LoggerFactory.getLogger(EdgeSockets.class);

  /// What a frame may have and be answered; beyond, the socket is closed.
  private static final int SKIP_MAX = 1024 * 1024;

  private final Surroundings surroundings;
  private final Services services;
  private final DeliverySlot slot;
  private final Closer closer;
  private final Ending ending;
  private final int trustedProxies;
  private final WebSocketReader.Limits readerLimits;
  private final Socket.Bounds socketBounds;
  private final Map<EventLoop, SessionLoop> loops = new ConcurrentHashMap<>();
  private final SessionIds ids;
  private List<ScheduledFuture<?>> timers = List.of();

  /// What sockets stand on.
  public record Ports(
      Authenticator authenticator,
      UserDirectory users,
      HistoryReader history,
      Inboxes inboxes,
      Membership membership,
      SessionRegistry registry,
      ChannelInterest interest,
      EdgeSlot slot,
      CommandLog commands,
      DeliveryFeed deliveries) {}

  private EdgeSockets(
      EdgeConfig config,
      int trustedProxies,
      Ports ports,
      Surroundings surroundings,
      EdgeMetrics metrics) {
    this.trustedProxies = trustedProxies;
    this.surroundings = surroundings;
    this.ids = new SessionIds(surroundings.clock(), surroundings.random());
    EdgeConfig.SocketLimits limits = config.limits();
    this.readerLimits = new WebSocketReader.Limits(limits.frameMax().asInt(), SKIP_MAX);
    Services.World world =
        new Services.World(
            surroundings.clock(),
            surroundings.nanoTime(),
            surroundings.random(),
            new SecureRandom());
    SessionIndex index = new SessionIndex();
    Reads reads =
        new Reads(
            new Reads.Memory(ports.history(), ports.inboxes(), ports.membership()),
            limits.readsMax(),
            limits.catchUpsMax(),
            metrics);
    ChannelLooks looks =
        new ChannelLooks(ports.inboxes(), limits.catchUpsMax(), surroundings.clock());
    UnaskedHeads heads = new UnaskedHeads(reads, looks, limits.headsPerSecond(), metrics);
    ChannelNotices notices =
        new ChannelNotices(ports.history(), reads.channelHeads(), heads, loops::values, metrics);
    Channels channels = new Channels(ports.interest(), notices, world, metrics);
    Registrations registrations =
        new Registrations(
            ports.registry(), index, heads, channels.interests(), surroundings.clock(), metrics);
    Gate gate = new Gate(config, surroundings.nanoTime(), surroundings.random());
    Fanout fanout =
        new Fanout(index, registrations, channels, loops::values, surroundings.clock(), metrics);
    this.slot =
        new DeliverySlot(
            ports.slot(),
            ports.deliveries(),
            fanout,
            new DeliverySlot.Told(gate, registrations),
            surroundings);
    this.closer = new Closer(index, registrations, ports.commands(), slot);
    this.services =
        new Services(
            config,
            world,
            ports.authenticator(),
            ports.users(),
            ports.commands(),
            reads,
            registrations,
            new Arrivals(registrations, closer, index, heads, metrics),
            heads,
            looks,
            channels,
            index,
            new Meters(Meter.Limits.of(limits), surroundings.nanoTime()),
            slot,
            gate,
            SharedRoom.inbound(limits.inboundTotal().bytes(), metrics),
            metrics);
    this.ending = new Ending(services, loops.values(), surroundings);
    this.socketBounds =
        new Socket.Bounds(
            limits.outboundMax().asInt(),
            limits.slowReaderAfter().toNanos(),
            SharedRoom.outbound(limits.outboundTotal().bytes(), metrics));
  }

  /// @param trustedProxies how many proxies of the operator's a request passes
  public static EdgeSockets create(
      EdgeConfig config,
      int trustedProxies,
      Ports ports,
      Surroundings surroundings,
      EdgeMetrics metrics) {
    return new EdgeSockets(config, trustedProxies, ports, surroundings, metrics);
  }

  @Override
  public String name() {
    return "edge sockets";
  }

  @Override
  public CompletionStage<Void> start() {
    timers =
        List.of(
            every(1_000, services.registrations()::tick),
            every(1_000, services.arrivals()::tick),
            every(1_000, services.channels()::tick),
            every(UnaskedHeads.TICK_MS, services.heads()::tick));
    return slot.start();
  }

  private ScheduledFuture<?> every(long ms, Runnable work) {
    Runnable again =
        () -> {
          try {
            work.run();
          } catch (RuntimeException | OutOfMemoryError e) { // else no timer would come back to it
            log.atError().setCause(e).log("what is done every {} ms failed", ms);
          }
        };
    return surroundings.timer().scheduleWithFixedDelay(again, ms, ms, TimeUnit.MILLISECONDS);
  }

  /// Sends all devices elsewhere; completes when they have gone or were told to.
  @Override
  public CompletionStage<Void> drain() {
    return ending.drain();
  }

  @Override
  public CompletionStage<Void> stop() {
    services.gate().shut();
    timers.forEach(timer -> timer.cancel(false));
    return slot.stop();
  }

  @Override
  public CompletionStage<Void> close(String user, String device, CloseCode code) {
    return closer.close(user, device, code);
  }

  /// Whether sockets are taken: this edge has a slot and reads its deliveries. Any thread.
  public boolean isOpen() {
    return services.gate().isOpen();
  }

  @Override
  public void watch(ChannelHandlerContext http) {
    http.pipeline()
        .addBefore(
            http.name(),
            "upgrade",
            new Upgrade(services.gate(), trustedProxies, services.metrics(), this::begin));
  }

  /// Nobody's where proxies stand before: their connections are those of everybody behind them.
  @Override
  public String addressOf(Channel connection) {
    return trustedProxies > 0 ? "" : Peer.of(connection);
  }

  private ChannelHandler begin(ChannelHandlerContext context, Handshake.Accepted handshake) {
    Channel channel = context.channel();
    channel.config().setWriteBufferWaterMark(Socket.WATER_MARK);
    SessionLoop loop = loops.computeIfAbsent(channel.eventLoop(), this::newLoop);
    Dialect dialect = handshake.dialect();
    Socket socket = new Socket(channel, dialect.isText(), socketBounds, services.metrics());
    Session session =
        new Session(
            services, loop, new Session.Begin(ids.next(), dialect, handshake.bearer(), socket));
    return new SocketHandler(session, new WebSocketReader(readerLimits, session.intake()));
  }

  private SessionLoop newLoop(EventLoop eventLoop) {
    SessionLoop loop = new SessionLoop(eventLoop, services, services.registrations());
    loop.start();
    return loop;
  }
}
