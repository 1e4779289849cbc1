package io.parley.load.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.parley.client.okhttp.TrustedCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;
import okhttp3.OkHttpClient;

/// Whose certificates are believed where edges speak TLS: those of a file, else those that the JDK
/// believes.
public final class Trust {
  private final Optional<TrustedCertificates> certificates;

  private Trust(Optional<TrustedCertificates> certificates) {
    this.certificates = certificates;
  }

  /// Blocks.
  ///
  /// @param file empty: the JDK's
  public static Trust of(String file) {
    try {
      return new Trust(
          file.isEmpty() ? Optional.empty() : Optional.of(TrustedCertificates.read(Path.of(file))));
    } catch (IOException e) {
      throw new IllegalArgumentException("trust: " + e.getMessage(), e);
    }
  }

  OkHttpClient http() {
    return certificates.map(TrustedCertificates::http).orElseGet(OkHttpClient::new);
  }

  SslContext sockets() {
    SslContextBuilder builder = SslContextBuilder.forClient();
    certificates.ifPresent(own -> builder.trustManager(own.manager()));
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }
}
