package io.parley.runtime.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.ManualSurroundings;
import io.parley.runtime.health.Dependency;
import io.parley.runtime.health.Health;
import io.parley.runtime.health.HealthConfig;
import io.parley.runtime.lifecycle.Lifecycle;
import io.parley.runtime.lifecycle.LifecycleConfig;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = freePort();
  private final ManualSurroundings world = ManualSurroundings.create();
  private final Health health = new Health(new HealthConfig(SECOND, SECOND), world.surroundings());
  private final Lifecycle lifecycle =
      new Lifecycle(new LifecycleConfig(SECOND, SECOND, SECOND), world.executor());
  private final CollectorRegistry registry = new CollectorRegistry();
  private final AdminServer admin =
      new AdminServer(vertx, new AdminConfig("127.0.0.1", port), health, lifecycle, registry);
  private CompletableFuture<Void> kafka = new CompletableFuture<>();

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void start() {
    health.watch(
        new Dependency() {
          @Override
          public String name() {
            return "kafka";
          }

          @Override
          public CompletionStage<?> prove() {
            return kafka;
          }
        });
    health.start();
    admin.start().toCompletableFuture().join();
  }

  @AfterEach
  void stop() {
    client.close();
    admin.stop().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private JsonObject kafkaOf(HttpResponse<String> ready) {
    return new JsonObject(ready.body()).getJsonObject("dependencies").getJsonObject("kafka");
  }

  @Test
  void readyOnlyWhenStartedAndEveryDependencyAnswers() throws Exception {
    world.executor().runDue();
    HttpResponse<String> before = send("GET", "/readyz");
    assertEquals(503, before.statusCode());
    assertEquals("building", new JsonObject(before.body()).getString("phase"));

    lifecycle.start().toCompletableFuture().join();
    assertEquals("unknown", kafkaOf(send("GET", "/readyz")).getString("status"));
    kafka.complete(null);
    HttpResponse<String> up = send("GET", "/readyz");
    assertEquals(200, up.statusCode());
    assertEquals("up", kafkaOf(up).getString("status"));

    kafka = CompletableFuture.failedFuture(new IllegalStateException("no broker"));
    world.executor().advance(SECOND);
    HttpResponse<String> down = send("GET", "/readyz");
    assertEquals(503, down.statusCode());
    assertEquals("no broker", kafkaOf(down).getString("reason"));

    kafka = CompletableFuture.completedFuture(null);
    world.executor().advance(SECOND);
    assertEquals(200, send("GET", "/readyz").statusCode());
    lifecycle.end().toCompletableFuture().join();
    assertEquals(503, send("GET", "/readyz").statusCode());
  }

  @Test
  void livesUntilSomethingFatal() throws Exception {
    assertEquals(200, send("GET", "/livez").statusCode());
    health.fail("the consumer loop died");
    HttpResponse<String> answer = send("GET", "/livez");
    assertEquals(503, answer.statusCode());
    assertTrue(answer.body().contains("the consumer loop died"));
  }

  @Test
  void metricsAreInPrometheusForm() throws Exception {
    Counter.build("parley_test", "A test").register(registry).inc();
    HttpResponse<String> answer = send("GET", "/metrics");
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().contains("parley_test_total 1.0"), answer.body());
    assertFalse(answer.body().contains("_created"), answer.body());
  }

  @Test
  void nothingElseIsServed() throws Exception {
    assertEquals(404, send("GET", "/").statusCode());
    assertEquals(405, send("POST", "/readyz").statusCode());
  }
}
