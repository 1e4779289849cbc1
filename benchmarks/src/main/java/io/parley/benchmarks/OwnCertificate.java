package io.parley.benchmarks;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate for 127.0.0.1 that vouches for itself, with its key of EC (P-256), for the time of
/// a run; and clients that trust it alone.
///
/// @param certificate a file, in PEM
/// @param key a file, in PEM
record OwnCertificate(Path certificate, Path key) {
  private static final String PASSWORD = "for this run";
  private static final String ALIAS = "benchmark";

  /// Has the JDK's own tool make one in this folder.
  static OwnCertificate make(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("benchmark.p12");
    String _ =
        JdkTool.run(
            "keytool",
            "-genkeypair",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD,
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=benchmark",
            "-ext",
            "san=ip:127.0.0.1");
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore read = KeyStore.getInstance("PKCS12");
      read.load(in, PASSWORD.toCharArray());
      byte[] key = read.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
      return new OwnCertificate(
          pem(
              folder.resolve("benchmark.crt"),
              "CERTIFICATE",
              read.getCertificate(ALIAS).getEncoded()),
          pem(folder.resolve("benchmark.key"), "PRIVATE KEY", key));
    } catch (GeneralSecurityException e) {
      throw new IOException("what keytool made cannot be read", e);
    }
  }

  private static Path pem(Path file, String what, byte[] content) throws IOException {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, body));
  }

  /// For sockets. Each stands for a device of its own, which has no session of TLS to take up
  /// again: every handshake is a whole one.
  SslContext forSockets() throws IOException {
    SslContext context = SslContextBuilder.forClient().trustManager(certificate.toFile()).build();
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setSessionCacheEnabled(false);
    }
    return context;
  }

  /// For requests.
  SSLContext forRequests() throws IOException {
    try (InputStream in = Files.newInputStream(certificate)) {
      Certificate trusted = CertificateFactory.getInstance("X.509").generateCertificate(in);
      KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
      anchors.load(null, null);
      anchors.setCertificateEntry(ALIAS, trusted);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(anchors);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("no client can trust " + certificate, e);
    }
  }
}
