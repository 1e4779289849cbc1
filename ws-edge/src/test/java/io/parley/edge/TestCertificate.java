package io.parley.edge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/// A certificate made on the spot, with its key, and clients that trust it alone.
public final class TestCertificate {
  /// As certificates write times.
  static final String LONG_AGO = "000101000000Z";

  static final String NEVER = "491231000000Z";

  private final String name;
  private final KeyPair keys;
  final X509Certificate certificate;

  private TestCertificate(String name, KeyPair keys, X509Certificate certificate) {
    this.name = name;
    this.keys = keys;
    this.certificate = certificate;
  }

  /// One that vouches for itself, good from 2000 to 2049.
  public static TestCertificate of(String name) {
    return of(name, "EC", LONG_AGO, NEVER);
  }

  static TestCertificate of(String name, String algorithm, String from, String until) {
    try {
      KeyPair keys = keys(algorithm);
      return new TestCertificate(name, keys, issue(name, keys, name, keys, from, until));
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /// One that this one vouches for.
  TestCertificate issue(String subject) {
    try {
      KeyPair its = keys("EC");
      return new TestCertificate(subject, its, issue(subject, its, name, keys, LONG_AGO, NEVER));
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair keys(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(algorithm.equals("EC") ? 256 : 2048);
    return generator.generateKeyPair();
  }

  private static X509Certificate issue(
      String subject, KeyPair its, String issuer, KeyPair issuers, String from, String until)
      throws GeneralSecurityException, IOException {
    boolean curve = issuers.getPrivate().getAlgorithm().equals("EC");
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(
            new ASN1ObjectIdentifier(curve ? "1.2.840.10045.4.3.2" : "1.2.840.113549.1.1.11"));
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(1));
    generator.setSignature(algorithm);
    generator.setIssuer(new X500Name("CN=" + issuer));
    generator.setSubject(new X500Name("CN=" + subject));
    generator.setStartDate(new Time(new DERUTCTime(from)));
    generator.setEndDate(new Time(new DERUTCTime(until)));
    generator.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(its.getPublic().getEncoded()));
    TBSCertificate signed = generator.generateTBSCertificate();
    Signature signature = Signature.getInstance(curve ? "SHA256withECDSA" : "SHA256withRSA");
    signature.initSign(issuers.getPrivate());
    signature.update(signed.getEncoded(ASN1Encoding.DER));
    byte[] encoded =
        new DERSequence(new ASN1Encodable[] {signed, algorithm, new DERBitString(signature.sign())})
            .getEncoded(ASN1Encoding.DER);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  String keyPem() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  static String pem(String kind, byte[] encoded) {
    byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder(64, lineEnd).encodeToString(encoded), kind);
  }

  /// Writes both files, and returns the settings that name them.
  public String settings(Path directory) throws IOException {
    Path chain = directory.resolve("tls.crt");
    Path key = directory.resolve("tls.key");
    Files.writeString(chain, certificatePem());
    Files.writeString(key, keyPem());
    return "  certificate: %s\n  key: %s\n".formatted(chain, key);
  }

  /// A connection on which nothing was said yet; its handshake begins with the first byte.
  public SSLSocket connect(int port) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    return socket;
  }

  /// The same over a connection on which more can be said than TLS.
  public SSLSocket over(Socket plain) throws IOException {
    plain.setSoTimeout(20_000);
    return (SSLSocket)
        trusting().getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
  }

  private SSLContext trusting() throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(name, certificate);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
