package io.parley.standalone.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminClientTest {
  private static final String HOST = "127.0.0.1";

  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void readyIsReady() {
    answer(
        "/readyz", 200, "{\"phase\":\"READY\",\"dependencies\":{\"kafka\":{\"status\":\"up\"}}}");

    assertTrue(AdminClient.ready(HOST, port()));
    assertEquals("ready", AdminClient.readiness(HOST, port()));
  }

  @Test
  void whatIsDownIsNamed() {
    answer(
        "/readyz",
        503,
        "{\"phase\":\"READY\",\"dependencies\":{\"cassandra\":{\"status\":\"down\"},"
            + "\"kafka\":{\"status\":\"up\"},\"redis\":null}}");

    assertFalse(AdminClient.ready(HOST, port()));
    assertEquals("unready: cassandra, redis down", AdminClient.readiness(HOST, port()));
  }

  @Test
  void phaseIsToldWhenNothingIsDown() {
    answer("/readyz", 503, "{\"phase\":\"draining\"}");

    assertEquals("unready: draining", AdminClient.readiness(HOST, port()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "[]", "{\"dependencies\":3}"})
  void answerOfSomethingElseIsStrange(String body) {
    answer("/readyz", 200, body);

    assertEquals("a strange answer", AdminClient.readiness(HOST, port()));
  }

  @Test
  void nobodyThereIsNoAnswer() {
    int port = port();
    server.stop(0);

    assertEquals("no answer", AdminClient.readiness(HOST, port));
    assertFalse(AdminClient.ready(HOST, port));
    assertEquals(Optional.empty(), AdminClient.metric(HOST, port, "x"));
  }

  @Test
  void metricIsFoundByItsWholeName() {
    answer("/metrics", 200, "# HELP open x\nopen_max 9.0\nopen{a=\"b\"} 1.0\nopen 1234.0\n");

    assertEquals(Optional.of(1_234L), AdminClient.metric(HOST, port(), "open"));
    assertEquals(Optional.empty(), AdminClient.metric(HOST, port(), "closed"));
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private void answer(String path, int status, String body) {
    server.createContext(path, exchange -> send(exchange, status, body));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
