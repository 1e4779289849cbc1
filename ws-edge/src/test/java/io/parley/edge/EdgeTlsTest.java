package io.parley.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.testing.Eventually;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The port with TLS, over real connections; only the looks at the files are stepped.
class EdgeTlsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @TempDir private Path directory;
  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor executor = new ManualExecutor(clock);
  private final Vertx vertx = Vertx.vertx();
  private final CollectorRegistry registry = new CollectorRegistry();
  private final Surroundings surroundings =
      new Surroundings(
          clock, clock::nanoTime, RandomGenerator.of("L64X128MixRandom"), executor, executor);
  private final EdgeMetrics metrics = new PrometheusEdgeMetrics(registry);
  private final TestCertificate first = TestCertificate.of("first");
  private final TestCertificate second = TestCertificate.of("second");
  private final List<EdgeServer> started = new ArrayList<>();
  private volatile List<String> pipeline = List.of();

  /// Where the next connections come from; empty: from nobody who is counted.
  private volatile String address = "";

  private int port;

  private void start(TlsEngine engine, String settings) throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String yaml = "port: %d\ntls:\n%s%s".formatted(port, first.settings(directory), settings);
    assertStarts(engine, yaml);
  }

  private void assertStarts(TlsEngine engine, String yaml) {
    EdgeServer edge =
        new EdgeServer(
            vertx,
            config(yaml),
            new EdgeServer.Parts("test", List.of(), intake(), surroundings, metrics),
            () -> engine);
    started.add(edge);
    CompletionStage<Void> starting = edge.start();
    executor.runDue();
    starting.toCompletableFuture().join();
  }

  private SocketIntake intake() {
    Map<Channel, String> addresses = new ConcurrentHashMap<>();
    return new SocketIntake() {
      @Override
      public void watch(ChannelHandlerContext http) {
        pipeline = http.pipeline().names();
      }

      @Override
      public String addressOf(Channel connection) {
        return addresses.computeIfAbsent(connection, _ -> address);
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

  @AfterEach
  void stop() {
    started.forEach(edge -> edge.stop().toCompletableFuture().join());
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static String answer(Socket socket) throws IOException {
    socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("}\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed after: " + answer);
      }
      answer.append((char) next);
    }
    return answer.toString();
  }

  private static void assertServed(Socket socket) throws IOException {
    String answer = answer(socket);
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
  }

  private double counted(String outcome) {
    Double value =
        registry.getSampleValue(
            "parley_edge_tls_handshakes_total", new String[] {"outcome"}, new String[] {outcome});
    return value == null ? 0 : value;
  }

  private void assertCounted(String outcome, double count) {
    Eventually.eventually(
        Duration.ofSeconds(10), () -> assertEquals(count, counted(outcome), outcome));
  }

  private static Certificate shown(SSLSocket socket) throws IOException {
    return socket.getSession().getPeerCertificates()[0];
  }

  @Test
  void theNativeEngineComesWithTheBuild() {
    assertEquals(TlsEngine.BORINGSSL, TlsEngine.ofThisMachine());
  }

  @ParameterizedTest
  @EnumSource
  void httpIsServedOverTheNewestVersion(TlsEngine engine) throws IOException {
    start(engine, "");
    try (SSLSocket socket = first.connect(port)) {
      SSLParameters offer = socket.getSSLParameters();
      offer.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      socket.setSSLParameters(offer);
      assertServed(socket);
      assertEquals("TLSv1.3", socket.getSession().getProtocol());
      assertEquals("http/1.1", socket.getApplicationProtocol());
      assertServed(socket);
    }
    assertCounted("accepted", 1);
    assertEquals("tls", pipeline.getFirst());
    assertEquals(
        2_524_521_600.0,
        registry.getSampleValue(
            "parley_edge_tls_certificate_expires_seconds",
            new String[] {"engine"},
            new String[] {engine.label()}));
  }

  @ParameterizedTest
  @EnumSource
  void anOlderVersionIsSpokenOnlyWhereItIsAllowed(TlsEngine engine) throws IOException {
    start(engine, "");
    try (SSLSocket socket = first.connect(port)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThrows(SSLException.class, socket::startHandshake);
    }
    assertCounted("failed", 1);
    start(engine, "  version-min: 1.2\n");
    try (SSLSocket socket = first.connect(port)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertServed(socket);
      assertEquals("TLSv1.2", socket.getSession().getProtocol());
    }
  }

  /// As no client of this JDK would say it: a ClientHello of TLS 1.1, two suites of that time.
  private static final byte[] HELLO_OF_TLS_1_1 =
      HexFormat.of()
          .parseHex(
              "160301002f"
                  + "0100002b"
                  + "0302"
                  + "00".repeat(32)
                  + "00"
                  + "0004c0130035"
                  + "0100");

  @ParameterizedTest
  @EnumSource
  void whatIsOlderThan12IsRefusedInAnyCase(TlsEngine engine) throws IOException {
    start(engine, "  version-min: 1.2\n");
    try (Socket old = new Socket(InetAddress.getLoopbackAddress(), port)) {
      old.setSoTimeout(10_000);
      old.getOutputStream().write(HELLO_OF_TLS_1_1);
      byte[] said = old.getInputStream().readAllBytes();
      assertEquals(List.of(0x15, 2, 70), List.of((int) said[0], (int) said[5], (int) said[6]));
    }
    assertCounted("failed", 1);
  }

  @ParameterizedTest
  @EnumSource
  void aNewCertificateIsShownToNewConnectionsAndTheOldOnesStay(TlsEngine engine)
      throws IOException {
    start(engine, "  reload-every: 10s\n");
    try (SSLSocket old = first.connect(port)) {
      assertServed(old);
      second.settings(directory);
      executor.advance(Duration.ofSeconds(10));
      try (SSLSocket between = first.connect(port)) {
        assertServed(between); // it was seen once
      }
      executor.advance(Duration.ofSeconds(10));
      try (SSLSocket fresh = second.connect(port)) {
        assertServed(fresh);
        assertEquals(second.certificate, shown(fresh));
      }
      first.settings(directory);
      executor.advance(Duration.ofSeconds(20)); // a second change: what the old one had is let go
      try (SSLSocket fresh = first.connect(port)) {
        assertServed(fresh);
      }
      assertServed(old);
      assertEquals(first.certificate, shown(old));
    }
    assertEquals(0.0, registry.getSampleValue("parley_edge_tls_reloads_failed_total"));
  }

  @Test
  void aPairThatIsNoGoodChangesNothingAndIsCounted() throws IOException {
    start(TlsEngine.BORINGSSL, "  reload-every: 10s\n");
    Files.writeString(directory.resolve("tls.key"), second.keyPem());
    executor.advance(Duration.ofSeconds(20));
    assertEquals(1.0, registry.getSampleValue("parley_edge_tls_reloads_failed_total"));
    Files.delete(directory.resolve("tls.crt"));
    executor.advance(Duration.ofSeconds(10));
    assertEquals(2.0, registry.getSampleValue("parley_edge_tls_reloads_failed_total"));
    try (SSLSocket fresh = first.connect(port)) {
      assertServed(fresh);
    }
    second.settings(directory);
    executor.advance(Duration.ofSeconds(20));
    try (SSLSocket fresh = second.connect(port)) {
      assertServed(fresh);
    }
  }

  @Test
  void anEdgeDoesNotStartWithAPairThatIsNoGood() throws IOException {
    first.settings(directory);
    Files.writeString(directory.resolve("tls.key"), second.keyPem());
    String yaml =
        "tls:\n  certificate: %s\n  key: %s\n"
            .formatted(directory.resolve("tls.crt"), directory.resolve("tls.key"));
    String refused =
        FaultText.of(
            assertThrows(CompletionException.class, () -> assertStarts(TlsEngine.BORINGSSL, yaml)));
    assertTrue(refused.startsWith("edge.tls.key: not that"), refused);
    Files.delete(directory.resolve("tls.crt"));
    String missing =
        FaultText.of(
            assertThrows(CompletionException.class, () -> assertStarts(TlsEngine.BORINGSSL, yaml)));
    assertTrue(missing.startsWith("edge.tls.certificate: "), missing);
  }

  @ParameterizedTest
  @EnumSource
  void plainTextIsCutOffAndTheOthersNeverNotice(TlsEngine engine) throws IOException {
    start(engine, "");
    try (SSLSocket other = first.connect(port)) {
      assertServed(other);
      try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
        plain.setSoTimeout(10_000);
        plain.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
        String said =
            new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertFalse(said.contains("HTTP"), said);
      }
      assertServed(other);
    }
    assertCounted("not_tls", 1);
  }

  @Test
  void oneHandshakeTooManyIsClosedAndOneThatEndsMakesRoom() throws IOException {
    start(TlsEngine.BORINGSSL, "  handshakes-max: 1\n  handshake-within: 9s\n");
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertConnections(1);
      try (Socket second = new Socket(InetAddress.getLoopbackAddress(), port)) {
        second.setSoTimeout(10_000);
        assertEquals(-1, second.getInputStream().read());
      }
      assertCounted("too_many", 1);
      assertConnections(1);
    }
    assertCounted("left", 1);
    try (SSLSocket next = first.connect(port)) {
      assertServed(next);
    }
  }

  @Test
  void aSilentHandshakeIsCutOff() throws IOException {
    start(TlsEngine.BORINGSSL, "  handshake-within: 100ms\n");
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port)) {
      silent.setSoTimeout(10_000);
      silent.getInputStream().readAllBytes();
    }
    assertCounted("timed_out", 1);
    assertConnections(0);
  }

  @Test
  void oneAddressHasATenthOfTheHandshakesAndAnotherIsServed() throws IOException {
    start(TlsEngine.BORINGSSL, "  handshakes-max: 20\n  handshake-within: 9s\n");
    address = "192.0.2.1";
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertConnections(2);
        try (Socket third = new Socket(InetAddress.getLoopbackAddress(), port)) {
          third.setSoTimeout(10_000);
          assertEquals(-1, third.getInputStream().read());
        }
        assertCounted("address_too_many", 1);
        address = "192.0.2.2";
        try (SSLSocket other = first.connect(port)) {
          assertServed(other);
        }
      }
      assertCounted("left", 1);
      address = "192.0.2.1";
      try (SSLSocket next = first.connect(port)) {
        assertServed(next);
      }
    }
  }

  @Test
  void whereAllComeFromOneAddressItHasNoShare() throws IOException {
    start(TlsEngine.BORINGSSL, "  handshakes-max: 10\nconnections-per-address: 0\n");
    address = "192.0.2.1";
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertConnections(1);
      try (SSLSocket next = first.connect(port)) {
        assertServed(next);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneConnectionTooManyIsToldSoInsideTls(TlsEngine engine) throws IOException {
    start(engine, "connections-max: 1\n");
    try (SSLSocket other = first.connect(port)) {
      assertServed(other);
      try (SSLSocket second = first.connect(port)) {
        second.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(second.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
      }
      assertServed(other);
    }
    assertCounted("accepted", 2);
  }

  /// Its moment to ask begins after the handshake: one that is silent is cut off by the bound of
  /// the handshake, not before.
  @Test
  void oneConnectionTooManyHasTimeForItsHandshake() throws IOException {
    start(TlsEngine.BORINGSSL, "  handshake-within: 2s\nconnections-max: 1\n");
    try (SSLSocket other = first.connect(port)) {
      assertServed(other);
      try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port)) {
        silent.setSoTimeout(10_000);
        silent.getInputStream().readAllBytes();
      }
      assertCounted("timed_out", 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void of12OnlySuitesThatAreStillGoodAreSpoken(TlsEngine engine) throws IOException {
    start(engine, "  version-min: 1.2\n");
    try (SSLSocket old = of12(first.connect(port), "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA")) {
      assertThrows(SSLException.class, old::startHandshake);
    }
    assertCounted("failed", 1);
    try (SSLSocket good = of12(first.connect(port), "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")) {
      assertServed(good);
    }
  }

  private static SSLSocket of12(SSLSocket socket, String suite) {
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    socket.setEnabledCipherSuites(new String[] {suite});
    return socket;
  }

  private void assertConnections(double count) {
    Eventually.eventually(
        Duration.ofSeconds(10),
        () -> assertEquals(count, registry.getSampleValue("parley_edge_connections")));
  }

  @Test
  void whatCannotBeSecuredHoldsNoHandshakeAndNothingIsSecuredAfterTheEnd() throws IOException {
    EdgeConfig config =
        config("tls:\n%s  handshakes-max: 1\n".formatted(first.settings(directory)));
    EdgeTls tls = new EdgeTls(config, () -> TlsEngine.JDK, surroundings, metrics);
    CompletionStage<Void> starting = tls.start();
    executor.runDue();
    starting.toCompletableFuture().join();
    EmbeddedChannel taken = new EmbeddedChannel();
    taken.pipeline().addLast("tls", new ChannelInboundHandlerAdapter());
    for (int i = 0; i < 3; i++) {
      assertThrows(IllegalArgumentException.class, () -> tls.secure(taken.pipeline(), "192.0.2.1"));
    }
    EmbeddedChannel free = new EmbeddedChannel();
    assertTrue(tls.secure(free.pipeline(), "192.0.2.1"));
    ChannelFuture _ = free.close();
    tls.stop();
    assertFalse(tls.secure(new EmbeddedChannel().pipeline(), "192.0.2.1"));
    assertCounted("failed", 3);
  }

  @Test
  void aClientThatGoesWhileItIsSpokenToHasLeft() {
    assertEquals(
        EdgeMetrics.TlsHandshake.LEFT,
        EdgeTls.outcome(new SSLException("not written", new IOException("Broken pipe"))));
    assertEquals(
        EdgeMetrics.TlsHandshake.FAILED,
        EdgeTls.outcome(new SSLException("no suite", new SSLException("in common"))));
    assertEquals(EdgeMetrics.TlsHandshake.FAILED, EdgeTls.outcome(new SSLException("no suite")));
  }
}
