package io.parley.edge;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A private key, its certificate and those that vouch for it, checked to belong together. What is
/// wrong is said with the setting and the rule, and without anything of the key.
///
/// @param chain the server's own first, each vouched for by the next
record CertifiedKey(List<X509Certificate> chain, PrivateKey key) {
  /// Every handshake carries them all.
  private static final int CHAIN_MAX = 10;

  private static final Set<String> ALGORITHMS = Set.of("EC", "RSA");
  private static final byte[] PROBE = "parley".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern PKCS8 =
      Pattern.compile(
          "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]{1,65536})-----END PRIVATE KEY-----");

  CertifiedKey {
    chain = List.copyOf(chain);
  }

  /// Throws [IllegalArgumentException] saying what is wrong.
  static CertifiedKey parse(CertificateFiles.Content content, Instant now) {
    List<X509Certificate> chain = chain(content.certificate());
    checkTimes(chain, now);
    checkOrder(chain);
    PublicKey open = chain.getFirst().getPublicKey();
    if (!ALGORITHMS.contains(open.getAlgorithm())) {
      throw wrong("certificate", "of an unknown kind of key", "a key of EC or RSA");
    }
    PrivateKey key = key(content.key(), open.getAlgorithm());
    if (!belongTogether(open, key)) {
      throw wrong("key", "not that of the certificate", "the certificate's");
    }
    return new CertifiedKey(chain, key);
  }

  /// The first time at which clients will refuse the chain.
  Instant expires() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  private static List<X509Certificate> chain(byte[] pem) {
    List<X509Certificate> chain;
    try {
      chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
    } catch (CertificateException e) {
      throw wrong("certificate", "cannot be read", "X.509 certificates in PEM");
    }
    if (chain.isEmpty() || chain.size() > CHAIN_MAX) {
      throw wrong("certificate", chain.size() + " certificates", "1 to " + CHAIN_MAX);
    }
    return chain;
  }

  private static void checkTimes(List<X509Certificate> chain, Instant now) {
    for (X509Certificate certificate : chain) {
      Instant from = certificate.getNotBefore().toInstant();
      Instant until = certificate.getNotAfter().toInstant();
      if (now.isBefore(from)) {
        throw wrong("certificate", "not good before " + from, "one that is good now");
      }
      if (now.isAfter(until)) {
        throw wrong("certificate", "expired at " + until, "one that is good now");
      }
    }
  }

  private static void checkOrder(List<X509Certificate> chain) {
    for (int i = 1; i < chain.size(); i++) {
      try {
        chain.get(i - 1).verify(chain.get(i).getPublicKey());
      } catch (GeneralSecurityException e) {
        throw wrong(
            "certificate",
            "number %d is not signed by number %d".formatted(i, i + 1),
            "the server's own first, each signed by the next");
      }
    }
  }

  private static PrivateKey key(byte[] pem, String algorithm) {
    Matcher matcher = PKCS8.matcher(new String(pem, StandardCharsets.US_ASCII));
    if (!matcher.find()) {
      throw wrong("key", "cannot be read", "PKCS#8 in PEM, without a password");
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // without the cause, which might quote the key
      throw wrong("key", "cannot be read", "a key of " + algorithm + ", as the certificate's");
    }
  }

  private static boolean belongTogether(PublicKey open, PrivateKey secret) {
    try {
      Signature signature =
          Signature.getInstance(
              open.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      signature.initSign(secret);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // of another curve or length
    }
  }

  private static IllegalArgumentException wrong(String setting, String what, String rule) {
    return new IllegalArgumentException(
        "edge.tls.%s: %s (expected: %s)".formatted(setting, what, rule));
  }
}
