package io.parley.edge;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.parley.runtime.FaultText;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What does the work of TLS.
enum TlsEngine {
  /// Native; its memory is given back when the connection is closed, not when it is collected.
  BORINGSSL(SslProvider.OPENSSL_REFCNT),
  /// For machines that the native one is not built for.
  JDK(SslProvider.JDK);

  private static final Logger log = LoggerFactory.getLogger(TlsEngine.class);

  /// Sessions that can be taken up again by clients that do not bring them along themselves.
  private static final int SESSIONS_MAX = 2_000;

  private static final int SESSION_SECONDS = 3_600;

  /// What each connection has at hand, for as long as it lives, for what it says while it reads: an
  /// alert fits. What does not goes with the next write. Netty's own would be 2 KiB.
  private static final int ASIDE_BYTES = 256;

  /// Each with a key of its own for every connection, and none that is open to changed bytes:
  /// neither RSA as the exchange of keys nor CBC. The first three are of TLS 1.3.
  private static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final SslProvider provider;

  TlsEngine(SslProvider provider) {
    this.provider = provider;
  }

  /// Loads native code the first time.
  static TlsEngine ofThisMachine() {
    if (OpenSsl.isAvailable()) {
      return BORINGSSL;
    }
    log.atWarn()
        .addKeyValue("reason", FaultText.of(OpenSsl.unavailabilityCause()))
        .log("no BoringSSL here: the JDK does the work of TLS");
    return JDK;
  }

  /// For logs and metrics.
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What new connections are secured with. It must be released.
  SslContext context(CertifiedKey pair, EdgeConfig.Tls config) throws SSLException {
    SslContext context =
        SslContextBuilder.forServer(pair.key(), pair.chain().toArray(X509Certificate[]::new))
            .sslProvider(provider)
            .protocols(config.versions())
            .ciphers(SUITES, SupportedCipherSuiteFilter.INSTANCE)
            .sessionCacheSize(SESSIONS_MAX)
            .sessionTimeout(SESSION_SECONDS)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_1_1))
            .build();
    if (context instanceof ReferenceCountedOpenSslContext boring) {
      boring.setBioNonApplicationBufferSize(ASIDE_BYTES);
    }
    return context;
  }
}
