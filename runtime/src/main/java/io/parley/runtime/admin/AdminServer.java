package io.parley.runtime.admin;

import io.parley.runtime.health.Health;
import io.parley.runtime.lifecycle.Lifecycle;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves `/livez`, `/readyz` and `/metrics`. It is up before anything else of the process and down
/// after it, so that coming up and going down can be watched.
///
/// `/livez` is answered by an event loop: a process whose loops are stuck does not answer it.
public final class AdminServer {
  private static final Logger log = LoggerFactory.getLogger(AdminServer.class);
  private static final int IDLE_SECONDS = 30;

  /// More scrapes at once than this are somebody's mistake.
  private static final int SCRAPES_MAX = 4;

  private static final Set<HttpMethod> ALLOWED = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final Vertx vertx;
  private final AdminConfig config;
  private final Health health;
  private final Lifecycle lifecycle;
  private final CollectorRegistry registry;
  private final AtomicInteger scrapes = new AtomicInteger();
  private @Nullable HttpServer server;

  public AdminServer(
      Vertx vertx,
      AdminConfig config,
      Health health,
      Lifecycle lifecycle,
      CollectorRegistry registry) {
    this.vertx = vertx;
    this.config = config;
    this.health = health;
    this.lifecycle = lifecycle;
    this.registry = registry;
  }

  public CompletionStage<Void> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setIdleTimeout(IDLE_SECONDS)
            // else a connection is no connection, neither counted nor timed, before its first byte
            .setHttp2ClearTextEnabled(false)
            .setMaxHeaderSize(8 * 1024)
            .setMaxInitialLineLength(1024);
    HttpServer listening = vertx.createHttpServer(options).requestHandler(this::answer);
    server = listening;
    return listening.listen().<Void>mapEmpty().toCompletionStage();
  }

  public CompletionStage<Void> stop() {
    HttpServer running = server;
    return (running == null ? Future.<Void>succeededFuture() : running.close()).toCompletionStage();
  }

  private void answer(HttpServerRequest request) {
    if (!ALLOWED.contains(request.method())) {
      request.response().putHeader("Allow", "GET, HEAD");
      text(request, 405, "only GET\n");
      return;
    }
    switch (String.valueOf(request.path())) {
      case "/livez" -> live(request);
      case "/readyz" -> ready(request);
      case "/metrics" -> metrics(request);
      default -> text(request, 404, "there are /livez, /readyz and /metrics\n");
    }
  }

  private void live(HttpServerRequest request) {
    String fatal = health.fatal();
    text(request, fatal.isEmpty() ? 200 : 503, fatal.isEmpty() ? "alive\n" : fatal + "\n");
  }

  private void ready(HttpServerRequest request) {
    Readiness readiness = Readiness.of(lifecycle.phase(), health);
    send(request, readiness.ready() ? 200 : 503, "application/json", readiness.json());
  }

  private void metrics(HttpServerRequest request) {
    if (scrapes.incrementAndGet() > SCRAPES_MAX) {
      scrapes.decrementAndGet();
      request.response().putHeader("Retry-After", "1");
      text(request, 503, "too many scrapes at once\n");
      return;
    }
    // collectors read files and beans: not on the event loop
    Future<@Nullable String> page = vertx.executeBlocking(this::page, false);
    Future<@Nullable String> _ =
        page.onComplete(result -> {
          scrapes.decrementAndGet();
          String text = result.result();
          if (text != null) {
            send(request, 200, TextFormat.CONTENT_TYPE_004, text);
          } else {
            log.atWarn().setCause(result.cause()).log("the metrics could not be collected");
            text(request, 500, "the metrics could not be collected\n");
          }
        });
  }

  private String page() {
    StringWriter writer = new StringWriter();
    try {
      // simpleclient tells when each counter was made, which doubles the page and which nobody asks
      TextFormat.write004(
          writer, registry.filteredMetricFamilySamples(name -> !name.endsWith("_created")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toString();
  }

  private static void text(HttpServerRequest request, int status, String body) {
    send(request, status, "text/plain; charset=utf-8", body);
  }

  private static void send(HttpServerRequest request, int status, String type, String body) {
    // a caller that has gone needs no answer
    Future<Void> _ =
        request
            .response()
            .setStatusCode(status)
            .putHeader("Content-Type", type)
            .putHeader("Cache-Control", "no-store")
            .end(body);
  }
}
