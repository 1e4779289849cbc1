package io.parley.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.testing.Eventually;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EdgeServerTest {
  private final Surroundings surroundings = Surroundings.real();
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final CollectorRegistry registry = new CollectorRegistry();
  private final int port = freePort();

  /// Where all connections come from.
  private volatile String address = "";

  private volatile List<String> pipeline = List.of();
  private final EdgeServer edge =
      new EdgeServer(
          vertx,
          config("port: " + port + "\nconnections-max: 2\nconnections-per-address: 1"),
          new EdgeServer.Parts(
              "1.2.3", List.of(), intake(), surroundings, new PrometheusEdgeMetrics(registry)));

  private SocketIntake intake() {
    return new SocketIntake() {
      @Override
      public void watch(ChannelHandlerContext http) {
        pipeline = http.pipeline().names();
      }

      @Override
      public String addressOf(Channel connection) {
        return address;
      }
    };
  }

  private static EdgeConfig config(String yaml) {
    return switch (ConfigReader.read(EdgeConfig.class, "test", yaml, Map.of())) {
      case ConfigResult.Valid<EdgeConfig>(EdgeConfig config, var _) -> config;
      case ConfigResult.Invalid<EdgeConfig>(List<String> faults) ->
          throw new AssertionError(faults);
    };
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void start() {
    edge.start().toCompletableFuture().join();
  }

  @AfterEach
  void stop() {
    client.close();
    edge.stop().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    surroundings.close();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return get(client, path, headers);
  }

  private HttpResponse<String> get(HttpClient client, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void saysWhoItIs() throws Exception {
    HttpResponse<String> answer = get("/");
    assertEquals(200, answer.statusCode());
    assertEquals("1.2.3", new JsonObject(answer.body()).getString("version"));
  }

  @Test
  void anUnknownPathIsAProblemWithACodeOfTheProtocol() throws Exception {
    HttpResponse<String> answer = get("/v1/nothing");
    assertEquals(404, answer.statusCode());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
    assertEquals("NOT_FOUND", new JsonObject(answer.body()).getString("code"));
  }

  @Test
  void anotherMethodIsToldWhichOneIsRight() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(405, answer.statusCode());
    assertEquals("GET", answer.headers().firstValue("Allow").orElse(""));
    assertEquals(405, new JsonObject(answer.body()).getInteger("status"));
  }

  @Test
  void aGoodRequestIdIsCarriedAndABadOneReplaced() throws Exception {
    assertEquals(
        "my-id.1", get("/", "Request-Id", "my-id.1").headers().firstValue("Request-Id").orElse(""));
    assertNotEquals(
        "a b", get("/", "Request-Id", "a b").headers().firstValue("Request-Id").orElse("a b"));
  }

  @Test
  void oneConnectionTooManyIsToldWhenToComeBackAndTheOthersNeverNotice() throws Exception {
    assertEquals(200, get("/").statusCode());
    try (Socket second = new Socket(InetAddress.getLoopbackAddress(), port)) {
      // a connection is counted when its event loop gets to it
      Eventually.eventually(
          Duration.ofSeconds(10),
          () -> assertEquals(2.0, registry.getSampleValue("parley_edge_connections")));
      try (HttpClient another = HttpClient.newHttpClient()) {
        HttpResponse<String> answer = get(another, "/");
        assertEquals(503, answer.statusCode());
        assertTrue(answer.headers().firstValue("Retry-After").orElse("").matches("[1-5]"));
        assertTrue(answer.body().contains("retryAfterMs"), answer.body());
        assertEquals("UNAVAILABLE", new JsonObject(answer.body()).getString("code"));
      }
      assertEquals(200, get("/").statusCode());
      assertEquals(2.0, registry.getSampleValue("parley_edge_connections"));
      assertTrue(registry.getSampleValue("parley_edge_connections_refused_total") >= 1);
      assertFalse(second.isClosed());
    }
  }

  @Test
  void aSilentConnectionTooManyIsClosed() throws Exception {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port);
        Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      Eventually.eventually(
          Duration.ofSeconds(10),
          () -> assertEquals(2.0, registry.getSampleValue("parley_edge_connections")));
      try (Socket third = new Socket(InetAddress.getLoopbackAddress(), port)) {
        third.setSoTimeout(10_000);
        assertEquals(-1, third.getInputStream().read());
      }
    }
  }

  @Test
  void oneAddressMayHaveSoManyConnectionsAndOneThatCloseMakesRoom() throws Exception {
    address = "192.0.2.1";
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      Eventually.eventually(
          Duration.ofSeconds(10),
          () -> assertEquals(1.0, registry.getSampleValue("parley_edge_connections")));
      assertEquals(503, get("/").statusCode());
    }
    Eventually.eventually(Duration.ofSeconds(10), () -> assertEquals(200, get("/").statusCode()));
  }

  @Test
  void everyConnectionHasADeadline() throws Exception {
    assertEquals(200, get("/").statusCode());
    assertTrue(pipeline.containsAll(List.of("deadline", "handler")), pipeline.toString());
    assertTrue(pipeline.indexOf("deadline") < pipeline.indexOf("handler"), pipeline.toString());
  }

  @Test
  void garbageIsRefusedAndTheOthersNeverNotice() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write("\u0001\u0002 nonsense\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.matches("(?s)HTTP/1\\.\\d 400 .*"), answer);
    }
    assertEquals(200, get("/").statusCode());
  }
}
