package io.parley.load.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnrolmentTest {
  private static final String TAKEN = "409 {\"code\":\"CONFLICT\"}";
  private static final String BUSY = "503 {\"code\":\"UNAVAILABLE\"}";

  private final Queue<String> answers = new ArrayDeque<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] next = answers.remove().split(" ", 2);
      byte[] body = next[1].getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(Integer.parseInt(next[0]), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void create() throws IOException, InterruptedException {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    new Enrolment(List.of(url), Trust.of(""), 1_000, System::nanoTime).create(List.of("alice"));
  }

  @Test
  void anAccountThatAnOpenAttemptMadeIsOurs() throws Exception {
    answers.addAll(List.of(BUSY, TAKEN));
    create();
    assertEquals(0, answers.size());
  }

  @Test
  void aNameThatWasTakenBeforeIsAFault() {
    answers.add(TAKEN);
    IOException fault = assertThrows(IOException.class, this::create);
    assertTrue(String.valueOf(fault).contains("CONFLICT"), fault::toString);
  }
}
