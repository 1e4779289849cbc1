package io.parley.client.okhttp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/// Certificates that are believed in place of those that the platform believes: of a server that
/// vouches for itself, or of an authority of one's own. The name a server is reached by must be in
/// its certificate all the same.
public final class TrustedCertificates {
  private final X509TrustManager manager;

  private TrustedCertificates(X509TrustManager manager) {
    this.manager = manager;
  }

  /// Blocks.
  ///
  /// @param file in PEM
  public static TrustedCertificates read(Path file) throws IOException {
    Collection<? extends Certificate> certificates;
    try (InputStream in = Files.newInputStream(file)) {
      certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read (expected: a file of certificates)", e);
    } catch (CertificateException e) {
      throw notPem(file, e);
    }
    if (certificates.isEmpty()) {
      throw notPem(file, null);
    }
    try {
      return new TrustedCertificates(manager(certificates));
    } catch (GeneralSecurityException e) {
      throw notPem(file, e);
    }
  }

  private static IOException notPem(Path file, @Nullable Exception cause) {
    return new IOException(file + " has no certificate (expected: X.509 in PEM)", cause);
  }

  private static X509TrustManager manager(Collection<? extends Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    int number = 0;
    for (Certificate certificate : certificates) {
      trusted.setCertificateEntry("trusted-" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new IllegalStateException("this platform has no trust in X.509");
  }

  /// For what speaks TLS without OkHttp.
  public X509TrustManager manager() {
    return manager;
  }

  /// A client that believes them alone, for [OkHttpTransport] and [Accounts].
  public OkHttpClient http() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {manager}, null);
      return new OkHttpClient.Builder()
          .sslSocketFactory(context.getSocketFactory(), manager)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this platform has no TLS", e);
    }
  }
}
