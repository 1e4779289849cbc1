package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private final EdgeFixture edge =
      new EdgeFixture("handshakes-per-second: 10\nunauthenticated-max: 4\n");

  @AfterEach
  void close() {
    edge.close();
  }

  private String answer(String from, String to) throws IOException {
    try (RawSocket raw = new RawSocket(edge.port)) {
      return raw.request(RawSocket.handshake(from, to)) + raw.rest();
    }
  }

  private static void assertProblem(String status, String code, String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
    assertTrue(answer.contains("application/problem+json"), answer);
    assertTrue(answer.contains("\"code\":\"" + code + "\""), answer);
  }

  @Test
  void theAnswerToTheKeyIsThatOfTheRfc() throws IOException {
    try (RawSocket raw = new RawSocket(edge.port)) {
      String head = raw.request(RawSocket.handshake("\r\n", "\r\n"));
      assertTrue(head.startsWith("HTTP/1.1 101 "), head);
      assertTrue(
          head.toLowerCase(Locale.ROOT)
              .contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="),
          head);
      assertTrue(head.contains("parley.v1.json"), head);
    }
  }

  @Test
  void withoutASubprotocolItIsJson() throws IOException {
    try (RawSocket raw = new RawSocket(edge.port)) {
      String head =
          raw.request(RawSocket.handshake("Sec-WebSocket-Protocol: parley.v1.json\r\n", ""));
      assertTrue(head.startsWith("HTTP/1.1 101 "), head);
      assertFalse(head.contains("parley"), head);
      raw.hello("alice/phone");
    }
  }

  @Test
  void theFirstKnownSubprotocolIsTaken() throws IOException {
    try (RawSocket raw = new RawSocket(edge.port)) {
      String head =
          raw.request(
              RawSocket.handshake("parley.v1.json", "other, parley.v1.proto, parley.v1.json"));
      assertTrue(head.contains("parley.v1.proto"), head);
      assertFalse(head.contains("parley.v1.json"), head);
    }
  }

  @Test
  void onlyUnknownSubprotocolsAreRefused() throws IOException {
    assertProblem("400", "INVALID", answer("parley.v1.json", "graphql-ws"));
  }

  @Test
  void whatIsNoHandshakeIsRefused() throws IOException {
    assertProblem("400", "INVALID", answer("dGhlIHNhbXBsZSBub25jZQ==", "short"));
    assertProblem("400", "INVALID", answer("GET", "POST"));
    assertProblem("400", "INVALID", answer("Host: localhost", "Content-Length: 3"));
    String version = answer("Version: 13", "Version: 8");
    assertProblem("426", "INVALID", version);
    assertTrue(version.contains("13"), version);
    String plain = answer("Upgrade: websocket", "Accept: text/html");
    assertProblem("426", "INVALID", plain);
    assertTrue(plain.contains("\"status\":426"), plain);
  }

  @Test
  void aConnectionThatServedHttpCanStillBecomeASocket() throws IOException {
    try (RawSocket raw = new RawSocket(edge.port)) {
      String head = raw.request("GET / HTTP/1.1\r\nHost: localhost\r\n");
      int length = Integer.parseInt(head.replaceAll("(?si).*content-length: (\\d+).*", "$1"));
      raw.in.readNBytes(length);
      assertTrue(raw.request(RawSocket.handshake("\r\n", "\r\n")).startsWith("HTTP/1.1 101 "));
      raw.hello("alice/phone");
    }
  }

  @Test
  void theTokenMayComeWithTheHandshake() throws IOException {
    try (RawSocket raw = new RawSocket(edge.port)) {
      raw.request(
          RawSocket.handshake("Host: localhost\r\n", "Authorization: bearer alice/phone\r\n"));
      raw.text("{\"hello\":{}}");
      assertTrue(raw.next().text().contains("\"userId\":\"alice\""));
    }
  }

  @Test
  void theTokenOfTheHandshakeIsGoodUntilAHelloIs() throws IOException {
    try (RawSocket raw = new RawSocket(edge.port)) {
      raw.request(
          RawSocket.handshake("Host: localhost\r\n", "Authorization: bearer alice/phone\r\n"));
      raw.text("{\"hello\":{\"deviceId\":\"other\"}}");
      assertTrue(raw.next().text().contains("INVALID"));
      raw.text("{\"hello\":{}}");
      assertTrue(raw.next().text().contains("welcome"));
    }
  }

  @Test
  void framesThatFollowTheRequestAtOnceAreRead() throws IOException {
    try (RawSocket raw = new RawSocket(edge.port)) {
      byte[] request =
          (RawSocket.handshake("\r\n", "\r\n") + "\r\n").getBytes(StandardCharsets.US_ASCII);
      byte[] hello =
          RawSocket.frame(
              0x81, "{\"hello\":{\"token\":\"alice/phone\"}}".getBytes(StandardCharsets.US_ASCII));
      byte[] both = Arrays.copyOf(request, request.length + hello.length);
      System.arraycopy(hello, 0, both, request.length, hello.length);
      raw.write(both);
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) raw.in.readByte());
      }
      assertTrue(raw.next().text().contains("welcome"));
    }
  }

  @Test
  void fasterThanConfiguredIsToldWhenToComeBack() throws IOException {
    boolean refused = false;
    for (int i = 0; i < 40 && !refused; i++) {
      try (RawSocket raw = new RawSocket(edge.port)) {
        String head = raw.request(RawSocket.handshake("\r\n", "\r\n"));
        if (head.startsWith("HTTP/1.1 503")) {
          refused = true;
          assertTrue(head.toLowerCase(Locale.ROOT).contains("retry-after: "), head);
          assertTrue(raw.rest().contains("retryAfterMs"));
        }
      }
    }
    assertTrue(refused);
  }

  @Test
  void behindAProxyEachAddressThatItSaysHasItsShare() throws IOException {
    try (EdgeFixture behind = new EdgeFixture("handshakes-per-address: 2\n", 1)) {
      assertEquals(2, accepted(behind.port, "X-Forwarded-For: 6.6.6.6, 192.0.2.1\r\n"));
      assertEquals(2, accepted(behind.port, "X-Forwarded-For: 192.0.2.1, 192.0.2.2\r\n"));
      assertEquals(6, accepted(behind.port, ""), "nobody knows whose they are");
    }
  }

  /// Of six handshakes.
  private static int accepted(int port, String header) throws IOException {
    int accepted = 0;
    for (int i = 0; i < 6; i++) {
      try (RawSocket raw = new RawSocket(port)) {
        String head =
            raw.request(RawSocket.handshake("Host: localhost\r\n", "Host: localhost\r\n" + header));
        accepted += head.startsWith("HTTP/1.1 101 ") ? 1 : 0;
      }
    }
    return accepted;
  }

  @Test
  void unwelcomedSocketsAreBounded() throws IOException {
    RawSocket[] silent = new RawSocket[4];
    for (int i = 0; i < silent.length; i++) {
      silent[i] = RawSocket.open(edge.port);
    }
    assertProblem("503", "UNAVAILABLE", answer("\r\n", "\r\n"));
    silent[0].hello("alice/phone");
    try (RawSocket raw = new RawSocket(edge.port)) {
      assertTrue(raw.request(RawSocket.handshake("\r\n", "\r\n")).startsWith("HTTP/1.1 101 "));
    }
    for (RawSocket socket : silent) {
      socket.close();
    }
    Eventually.eventually(
        Duration.ofSeconds(10), () -> assertEquals(0, edge.counted("parley_edge_connections")));
  }

  @Test
  void anEdgeThatEndsTakesNoSockets() throws IOException {
    edge.drain();
    assertProblem("503", "UNAVAILABLE", answer("\r\n", "\r\n"));
  }
}
