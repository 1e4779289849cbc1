package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.TestCertificate;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.Event;
import io.parley.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sockets over TLS, which know nothing of it.
class SecureSocketTest {
  private final TestCertificate certificate = TestCertificate.of("edge");

  private RawSocket open(int port, String token) throws IOException {
    RawSocket raw = RawSocket.opened(new RawSocket(certificate.connect(port)));
    raw.hello(token);
    return raw;
  }

  private static Delivery message(int seq) {
    return Delivery.newBuilder()
        .setFrame(
            SteppedEdge.frame(
                Event.newBuilder()
                    .setSeq(seq)
                    .setMessage(ChatMessage.newBuilder().setText("x".repeat(seq * 97 % 4_000)))
                    .build()))
        .addUsers("alice")
        .addUsers("bob")
        .build();
  }

  /// The bytes of a frame are shared by all who get it, and TLS joins those of a batch: nobody's
  /// may end up in another's.
  @Test
  void everybodyGetsTheSameFramesWhole(@TempDir Path directory) throws IOException {
    try (EdgeFixture edge = new EdgeFixture("tls:\n" + certificate.settings(directory));
        RawSocket alice = open(edge.port, "alice/phone");
        RawSocket bob = open(edge.port, "bob/phone")) {
      Delivery[] batch =
          IntStream.rangeClosed(1, 60).mapToObj(SecureSocketTest::message).toArray(Delivery[]::new);
      edge.log.deliver(batch);
      for (int seq = 1; seq <= 60; seq++) {
        String got = alice.next().text();
        assertTrue(got.contains("\"" + "x".repeat(seq * 97 % 4_000) + "\""), got);
        assertEquals(got, bob.next().text());
      }
      alice.text("{\"id\":\"9\",\"ping\":{}}");
      assertTrue(alice.next().text().contains("pong"));
    }
  }

  private static boolean isShown(TestCertificate certificate, int port) throws IOException {
    try (SSLSocket fresh = certificate.connect(port)) {
      fresh.startHandshake();
      return true;
    } catch (SSLHandshakeException e) {
      return false;
    }
  }

  @Test
  void aNewCertificateComesWhileMessagesPassAndNobodyMissesOne(@TempDir Path directory)
      throws IOException {
    TestCertificate next = TestCertificate.of("next");
    String settings = "tls:\n" + certificate.settings(directory) + "  reload-every: 1s\n";
    try (EdgeFixture edge = new EdgeFixture(settings);
        RawSocket alice = open(edge.port, "alice/phone");
        RawSocket bob = open(edge.port, "bob/phone")) {
      AtomicInteger seq = new AtomicInteger();
      next.settings(directory);
      Eventually.eventually(
          Duration.ofSeconds(20),
          () -> {
            passes(edge, seq.incrementAndGet(), alice, bob);
            assertTrue(isShown(next, edge.port));
          });
      assertTrue(seq.get() > 1, "the old one was shown for a while");
      passes(edge, seq.incrementAndGet(), alice, bob);
      try (RawSocket tablet = RawSocket.opened(new RawSocket(next.connect(edge.port)))) {
        tablet.hello("alice/tablet");
        passes(edge, seq.incrementAndGet(), alice, bob, tablet);
      }
      assertEquals(0, edge.counted("parley_edge_tls_reloads_failed_total"));
    }
  }

  private static void passes(EdgeFixture edge, int seq, RawSocket... readers) throws IOException {
    edge.log.deliver(message(seq));
    for (RawSocket reader : readers) {
      String got = reader.next().text();
      assertTrue(got.contains("\"seq\":\"" + seq + "\""), got);
    }
  }

  @Test
  void bytesThatAreNoTlsEndTheirSocketAndTheOthersNeverNotice(@TempDir Path directory)
      throws IOException {
    try (EdgeFixture edge = new EdgeFixture("tls:\n" + certificate.settings(directory));
        RawSocket bob = open(edge.port, "bob/phone");
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), edge.port)) {
      RawSocket alice = RawSocket.opened(new RawSocket(certificate.over(plain)));
      alice.hello("alice/phone");
      // a record of data that nobody could have sealed: BoringSSL answers the first with an alert
      // and fails with the next
      byte[] garbage = HexFormat.of().parseHex("1703030020" + "5a".repeat(32));
      Eventually.eventually(
          Duration.ofSeconds(10),
          () -> {
            boolean _ = isSent(plain, garbage);
            assertEquals(1, edge.counted("parley_edge_sockets"));
          });
      passes(edge, 1, bob);
    }
  }

  private static boolean isSent(Socket plain, byte[] bytes) {
    try {
      plain.getOutputStream().write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aSocketThatIsClosedIsTold(@TempDir Path directory) throws IOException {
    try (EdgeFixture edge = new EdgeFixture("tls:\n" + certificate.settings(directory));
        RawSocket raw = RawSocket.opened(new RawSocket(certificate.connect(edge.port)))) {
      raw.text("{\"id\":\"1\",\"hello\":{\"token\":\"forged\"}}");
      assertTrue(raw.next().text().contains("UNAUTHENTICATED"));
      assertEquals(4401, raw.closeCode());
    }
  }
}
