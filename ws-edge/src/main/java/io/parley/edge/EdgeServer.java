package io.parley.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.parley.protocol.v1.Code;
import io.parley.runtime.RequestId;
import io.parley.runtime.Surroundings;
import io.parley.runtime.lifecycle.Component;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The port that clients connect to. It serves the parts of the HTTP API it is given, lets the
/// sockets' side take over the connections that ask for a socket, and answers everything else with
/// an error that says so. Everything runs on event loops: as many listen as are configured, and the
/// connections are spread over them.
public final class EdgeServer implements Component {
  private static final Logger log = LoggerFactory.getLogger(EdgeServer.class);
  private static final int IDLE_SECONDS = 60;
  private static final int HEADERS_MAX = 8 * 1024;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int LINE_MAX = 4 * 1024;

  /// How long a refused connection may take to ask once it can, and how many may at a time.
  private static final long REFUSED_MS = 1_000;

  private static final int REFUSED_MAX = 1_000;

  /// When one too many should come back.
  private static final long RETRY_MIN_MS = 1_000;

  private static final long RETRY_MAX_MS = 5_000;

  private final Vertx vertx;
  private final EdgeConfig config;
  private final Parts parts;
  private final RandomGenerator random;
  private final EdgeMetrics metrics;
  private final @Nullable EdgeTls tls;
  private final AtomicInteger connections = new AtomicInteger();
  private final AddressConnections ofAddresses;
  private final Set<HttpConnection> refused = ConcurrentHashMap.newKeySet();
  private final ChannelFutureListener onClosed = closing -> closed(closing.channel());
  private @Nullable String deployment;

  /// What is served.
  ///
  /// @param version what this build calls itself
  /// @param apis asked in this order for each request
  /// @param sockets sees each new connection first
  public record Parts(
      String version,
      List<HttpApi> apis,
      SocketIntake sockets,
      Surroundings surroundings,
      EdgeMetrics metrics) {
    public Parts {
      apis = List.copyOf(apis);
    }
  }

  public EdgeServer(Vertx vertx, EdgeConfig config, Parts parts) {
    this(vertx, config, parts, TlsEngine::ofThisMachine);
  }

  EdgeServer(Vertx vertx, EdgeConfig config, Parts parts, Supplier<TlsEngine> engine) {
    this.vertx = vertx;
    this.config = config;
    this.parts = parts;
    this.random = parts.surroundings().random();
    this.metrics = parts.metrics();
    this.tls =
        config.tls().isOn() ? new EdgeTls(config, engine, parts.surroundings(), metrics) : null;
    this.ofAddresses = new AddressConnections(config.connectionsPerAddress());
  }

  @Override
  public String name() {
    return "edge";
  }

  /// Fails as a start would for the files of TLS, before anything else is started. Blocks.
  public static void requireCertificate(EdgeConfig config, Instant now) throws IOException {
    if (config.tls().isOn()) {
      CertifiedKey _ = CertifiedKey.parse(CertificateFiles.of(config.tls()).read(), now);
    }
  }

  @Override
  public CompletionStage<Void> start() {
    return tls == null ? listen() : tls.start().thenCompose(_ -> listen());
  }

  private CompletionStage<Void> listen() {
    int processors = Runtime.getRuntime().availableProcessors();
    int loops = config.eventLoops() == 0 ? processors : config.eventLoops();
    return vertx
        .deployVerticle(Listener::new, new DeploymentOptions().setInstances(loops))
        .<Void>map(id -> {
          deployment = id;
          return null;
        })
        .toCompletionStage();
  }

  @Override
  public CompletionStage<Void> stop() {
    String running = deployment;
    return (running == null ? Future.<Void>succeededFuture() : vertx.undeploy(running))
        .onComplete(_ -> {
          if (tls != null) {
            tls.stop();
          }
        })
        .toCompletionStage();
  }

  /// One of the servers that share the port, each on an event loop of its own.
  private final class Listener extends VerticleBase {
    @Override
    public Future<?> start() {
      return vertx
          .createHttpServer(options())
          .connectionHandler(EdgeServer.this::opened)
          .requestHandler(EdgeServer.this::answer)
          .invalidRequestHandler(EdgeServer.this::refuse)
          .listen();
    }
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(config.host())
        .setPort(config.port())
        .setIdleTimeout(IDLE_SECONDS)
        // else a connection is no connection, neither counted nor timed, before its first byte
        .setHttp2ClearTextEnabled(false)
        .setMaxHeaderSize(HEADERS_MAX)
        .setMaxInitialLineLength(LINE_MAX)
        .setMaxFormAttributeSize(0);
  }

  private void opened(HttpConnection connection) {
    // Vert.x hands its channel over here and nowhere in its public API; it knows nothing of TLS and
    // so of no HTTP/2, hence every connection is one channel
    ChannelHandlerContext http = ((HttpServerConnection) connection).channelHandlerContext();
    boolean taken = isTaken(http.channel());
    if (taken) {
      metrics.connectionOpened();
      http.channel().closeFuture().addListener(onClosed);
    } else {
      metrics.connectionRefused();
    }
    if ((!taken && refused.size() >= REFUSED_MAX) || !isSecured(http)) {
      Future<Void> _ = connection.close();
      return;
    }
    if (!taken) {
      refuse(connection, http);
      return;
    }
    http.pipeline().addBefore(http.name(), "deadline", new RequestDeadline());
    parts.sockets().watch(http);
  }

  /// What cannot be secured is closed, else it would be served in plain text.
  private boolean isSecured(ChannelHandlerContext http) {
    try {
      return tls == null || tls.secure(http.pipeline(), parts.sockets().addressOf(http.channel()));
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("a connection could not be secured");
      return false;
    }
  }

  private boolean isTaken(Channel channel) {
    if (connections.incrementAndGet() <= config.connectionsMax()
        && ofAddresses.open(parts.sockets().addressOf(channel))) {
      return true;
    }
    connections.decrementAndGet();
    return false;
  }

  /// The channel still knows its address: it remembers what it was asked for when it was open.
  private void closed(Channel channel) {
    connections.decrementAndGet();
    ofAddresses.closed(parts.sockets().addressOf(channel));
    metrics.connectionClosed();
  }

  /// One too many is told so if it asks within a moment, and is closed in any case: those that were
  /// here first never notice. It cannot ask before its handshake of TLS has ended.
  private void refuse(HttpConnection connection, ChannelHandlerContext http) {
    refused.add(connection);
    connection.closeHandler(_ -> refused.remove(connection));
    if (tls == null) {
      closeSoon(connection, http);
    } else {
      EdgeTls.afterHandshake(http.pipeline(), () -> closeSoon(connection, http));
    }
  }

  private static void closeSoon(HttpConnection connection, ChannelHandlerContext http) {
    ScheduledFuture<?> _ =
        http.executor()
            .schedule(
                () -> {
                  Future<Void> _ = connection.close();
                },
                REFUSED_MS,
                TimeUnit.MILLISECONDS);
  }

  private void answer(HttpServerRequest request) {
    RequestId id = RequestId.ofHeader(request.getHeader(RequestId.HEADER), random);
    request.response().putHeader(RequestId.HEADER, id.value());
    if (refused.contains(request.connection())) {
      request.response().putHeader("Connection", "close");
      // spread, so that those refused together do not come back together
      Duration retryAfter = Duration.ofMillis(random.nextLong(RETRY_MIN_MS, RETRY_MAX_MS));
      send(
          request,
          id,
          new Problem(Code.UNAVAILABLE, "as many connections are open as may be", retryAfter));
    } else if (!servedByApi(request, id)) {
      answerItself(request, id);
    }
  }

  private boolean servedByApi(HttpServerRequest request, RequestId id) {
    for (HttpApi api : parts.apis()) {
      if (api.answer(request, id)) {
        return true;
      }
    }
    return false;
  }

  private void answerItself(HttpServerRequest request, RequestId id) {
    if ("/".equals(request.path()) && request.method().equals(HttpMethod.GET)) {
      describe(request);
    } else if ("/".equals(request.path())) {
      request.response().putHeader("Allow", "GET");
      send(
          request,
          id,
          new Problem(Code.UNSUPPORTED, "this path is only for GET")
              .withStatus(METHOD_NOT_ALLOWED));
    } else {
      send(request, id, new Problem(Code.NOT_FOUND, "there is nothing at this path"));
    }
  }

  private void describe(HttpServerRequest request) {
    JsonObject self = new JsonObject().put("name", "parley").put("version", parts.version());
    metrics.answered(200);
    // a client that has gone needs no answer
    Future<Void> _ =
        request.response().putHeader("Content-Type", "application/json").end(self.encode() + "\n");
  }

  private void send(HttpServerRequest request, RequestId id, Problem problem) {
    Future<Void> _ =
        problem
            .answer(request.response())
            .onComplete(_ -> {
              metrics.answered(request.response().getStatusCode());
              log.atDebug()
                  .addKeyValue("request", id.value())
                  .addKeyValue("code", problem.code())
                  .addKeyValue("path", request.path())
                  .log("refused");
            });
  }

  private void refuse(HttpServerRequest request) {
    RequestId id = RequestId.mint(random);
    request.response().putHeader(RequestId.HEADER, id.value()).putHeader("Connection", "close");
    send(request, id, new Problem(Code.INVALID, "this is not an HTTP request that can be read"));
  }
}
