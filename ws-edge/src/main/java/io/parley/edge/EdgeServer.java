package io.parley.edge;

import io.parley.protocol.v1.Code;
import io.parley.runtime.RequestId;
import io.parley.runtime.lifecycle.Component;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The port that clients connect to. It knows no account and no message yet: it says who it is, and
/// answers everything else with an error that says so. Everything runs on event loops.
public final class EdgeServer implements Component {
  private static final Logger log = LoggerFactory.getLogger(EdgeServer.class);
  private static final int IDLE_SECONDS = 60;
  private static final int HEADERS_MAX = 8 * 1024;
  private static final int LINE_MAX = 4 * 1024;

  /// How long a refused connection may take to ask, and how many may at a time.
  private static final long REFUSED_MS = 1_000;

  private static final int REFUSED_MAX = 1_000;

  private final Vertx vertx;
  private final EdgeConfig config;
  private final String version;
  private final RandomGenerator random;
  private final EdgeMetrics metrics;
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<HttpConnection> refused = ConcurrentHashMap.newKeySet();
  private @Nullable HttpServer server;

  public EdgeServer(
      Vertx vertx,
      EdgeConfig config,
      String version,
      RandomGenerator random,
      CollectorRegistry registry) {
    this.vertx = vertx;
    this.config = config;
    this.version = version;
    this.random = random;
    this.metrics = new PrometheusEdgeMetrics(registry);
  }

  @Override
  public String name() {
    return "edge";
  }

  @Override
  public CompletionStage<Void> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setIdleTimeout(IDLE_SECONDS)
            // else a connection is no connection, neither counted nor timed, before its first byte
            .setHttp2ClearTextEnabled(false)
            .setMaxHeaderSize(HEADERS_MAX)
            .setMaxInitialLineLength(LINE_MAX)
            .setMaxFormAttributeSize(0);
    HttpServer listening =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::opened)
            .requestHandler(this::answer)
            .invalidRequestHandler(this::refuse);
    server = listening;
    return listening.listen().<Void>mapEmpty().toCompletionStage();
  }

  @Override
  public CompletionStage<Void> stop() {
    HttpServer running = server;
    return (running == null ? Future.<Void>succeededFuture() : running.close()).toCompletionStage();
  }

  private void opened(HttpConnection connection) {
    if (connections.incrementAndGet() > config.connectionsMax()) {
      connections.decrementAndGet();
      metrics.connectionRefused();
      refuse(connection);
      return;
    }
    metrics.connectionOpened();
    connection.closeHandler(_ -> {
      connections.decrementAndGet();
      metrics.connectionClosed();
    });
  }

  /// One too many is told so if it asks within a moment, and is closed in any case: those that were
  /// here first never notice.
  private void refuse(HttpConnection connection) {
    if (refused.size() >= REFUSED_MAX) {
      Future<Void> _ = connection.close();
      return;
    }
    refused.add(connection);
    connection.closeHandler(_ -> refused.remove(connection));
    vertx.setTimer(
        REFUSED_MS,
        _ -> {
          Future<Void> _ = connection.close();
        });
  }

  private void answer(HttpServerRequest request) {
    RequestId id = RequestId.ofHeader(request.getHeader(RequestId.HEADER), random);
    request.response().putHeader(RequestId.HEADER, id.value());
    if (refused.contains(request.connection())) {
      request.response().putHeader("Retry-After", "1").putHeader("Connection", "close");
      send(
          request, id, new Problem(Code.UNAVAILABLE, "this edge holds all the connections it may"));
    } else if (!request.method().equals(HttpMethod.GET)) {
      send(request, id, new Problem(Code.UNSUPPORTED, "this edge serves nothing of that kind yet"));
    } else if ("/".equals(request.path())) {
      describe(request);
    } else if ("/v1/ws".equals(request.path())) {
      send(
          request,
          id,
          new Problem(Code.UNSUPPORTED, "this edge does not speak the socket protocol yet"));
    } else {
      send(request, id, new Problem(Code.NOT_FOUND, "there is nothing at this path"));
    }
  }

  private void describe(HttpServerRequest request) {
    JsonObject self = new JsonObject().put("name", "parley").put("version", version);
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
