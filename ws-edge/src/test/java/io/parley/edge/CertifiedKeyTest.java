package io.parley.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.FaultText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CertifiedKeyTest {
  private final Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final TestCertificate good = TestCertificate.of("good");

  private CertifiedKey parse(String certificate, String key) {
    return CertifiedKey.parse(
        new CertificateFiles.Content(
            certificate.getBytes(StandardCharsets.US_ASCII),
            key.getBytes(StandardCharsets.US_ASCII)),
        now);
  }

  private String fault(String certificate, String key) {
    String said =
        FaultText.of(assertThrows(IllegalArgumentException.class, () -> parse(certificate, key)));
    assertTrue(said.contains("(expected: "), said);
    return said;
  }

  @Test
  void aPairThatBelongsTogetherIsTaken() {
    CertifiedKey pair = parse(good.certificatePem(), good.keyPem());
    assertEquals(good.certificate, pair.chain().getFirst());
    assertEquals(Instant.parse("2049-12-31T00:00:00Z"), pair.expires());
    TestCertificate rsa =
        TestCertificate.of("rsa", "RSA", TestCertificate.LONG_AGO, TestCertificate.NEVER);
    assertEquals(1, parse(rsa.certificatePem(), rsa.keyPem()).chain().size());
  }

  @Test
  void aChainBeginsWithTheServersOwnAndEachIsSignedByTheNext() {
    TestCertificate own = good.issue("own");
    assertEquals(
        2, parse(own.certificatePem() + good.certificatePem(), own.keyPem()).chain().size());
    String turned = fault(good.certificatePem() + own.certificatePem(), good.keyPem());
    assertTrue(turned.startsWith("edge.tls.certificate: number 1 is not signed"), turned);
  }

  @Test
  void theKeyOfAnotherIsRefused() {
    TestCertificate other = TestCertificate.of("other");
    String said = fault(good.certificatePem(), other.keyPem());
    assertTrue(said.startsWith("edge.tls.key: not that of the certificate"), said);
    TestCertificate rsa =
        TestCertificate.of("rsa", "RSA", TestCertificate.LONG_AGO, TestCertificate.NEVER);
    assertTrue(fault(good.certificatePem(), rsa.keyPem()).startsWith("edge.tls.key: "));
  }

  @Test
  void oneThatIsNotGoodNowIsRefused() {
    TestCertificate old = TestCertificate.of("old", "EC", "000101000000Z", "251231235959Z");
    String expired = fault(old.certificatePem(), old.keyPem());
    assertTrue(expired.contains("certificate: expired at 2025-12-31T23:59:59Z"), expired);
    TestCertificate early = TestCertificate.of("early", "EC", "260101000001Z", "491231000000Z");
    String soon = fault(early.certificatePem(), early.keyPem());
    assertTrue(soon.contains("certificate: not good before 2026-01-01T00:00:01Z"), soon);
  }

  @Test
  void theFirstOfAChainToExpireCounts() {
    TestCertificate root = TestCertificate.of("root", "EC", "000101000000Z", "300101000000Z");
    TestCertificate own = root.issue("own");
    assertEquals(
        Instant.parse("2030-01-01T00:00:00Z"),
        parse(own.certificatePem() + root.certificatePem(), own.keyPem()).expires());
  }

  @Test
  void whatIsNoCertificateOrNoPlainPkcs8IsRefused() {
    assertTrue(fault("", good.keyPem()).startsWith("edge.tls.certificate: 0 certificates"));
    assertTrue(fault("nonsense", good.keyPem()).startsWith("edge.tls.certificate: cannot be read"));
    String many = good.certificatePem().repeat(11);
    assertTrue(fault(many, good.keyPem()).startsWith("edge.tls.certificate: 11 certificates"));
    assertTrue(fault(good.certificatePem(), "").startsWith("edge.tls.key: cannot be read"));
    for (String kind : new String[] {"EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"}) {
      String other = good.keyPem().replace("PRIVATE KEY", kind);
      assertTrue(fault(good.certificatePem(), other).contains("PKCS#8 in PEM, without a password"));
    }
  }

  @Test
  void nothingOfAKeyIsSaid() {
    String secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ";
    String said =
        fault(
            good.certificatePem(),
            "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n");
    assertFalse(said.contains("c2Vj") || said.contains("secret"), said);
  }
}
