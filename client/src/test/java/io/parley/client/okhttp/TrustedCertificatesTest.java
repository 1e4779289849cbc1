package io.parley.client.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.parley.testing.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrustedCertificatesTest {
  @TempDir private Path folder;

  private static int status(OkHttpClient http, String host, HttpsServer server) throws IOException {
    String url = "https://%s:%d/".formatted(host, server.getAddress().getPort());
    try (Response answer = http.newCall(new Request.Builder().url(url).build()).execute()) {
      return answer.code();
    } finally {
      http.dispatcher().executorService().shutdown();
      http.connectionPool().evictAll();
    }
  }

  @Test
  void aServerIsBelievedByItsCertificateAndByItsName() throws Exception {
    SelfSigned ours = SelfSigned.in(folder.resolve("ours"));
    SelfSigned others = SelfSigned.in(folder.resolve("others"));
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(ours.context()));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      TrustedCertificates trusted = TrustedCertificates.read(ours.certificate());
      assertEquals(204, status(trusted.http(), "127.0.0.1", server));
      assertThrows(
          SSLException.class,
          () -> status(trusted.http(), "localhost", server),
          "a name that the certificate does not have");
      TrustedCertificates wrong = TrustedCertificates.read(others.certificate());
      assertThrows(SSLException.class, () -> status(wrong.http(), "127.0.0.1", server));
      assertThrows(SSLException.class, () -> status(new OkHttpClient(), "127.0.0.1", server));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aFileWithoutACertificateIsRefused() throws Exception {
    SelfSigned ours = SelfSigned.in(folder.resolve("ours"));
    assertFault(ours.key(), " has no certificate (expected: X.509 in PEM)");
    assertFault(
        Files.createFile(folder.resolve("empty")), " has no certificate (expected: X.509 in PEM)");
    assertFault(folder.resolve("nowhere"), " cannot be read (expected: a file of certificates)");
  }

  private static void assertFault(Path file, String expected) {
    String said =
        assertThrows(IOException.class, () -> TrustedCertificates.read(file)).getMessage();
    assertEquals(file + expected, said);
  }
}
