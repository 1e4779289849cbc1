package io.parley.edge.accounts;

import java.nio.ByteBuffer;
import java.security.Key;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import org.jose4j.jca.ProviderContext;
import org.jose4j.jwa.AlgorithmFactoryFactory;
import org.jose4j.jwa.CryptoPrimitive;
import org.jose4j.jws.EdDsaAlgorithm;
import org.jose4j.lang.JoseException;

/// EdDSA, with Bouncy Castle's Ed25519 in place of the JDK's: it takes a seventh of the time (about
/// 0.1 ms instead of 0.7 ms for a signature or a check), which is most of what the hello of a
/// socket costs when many come back at once. Other curves are left to the JDK.
final class Ed25519Algorithm extends EdDsaAlgorithm {
  static final Ed25519Algorithm INSTANCE = new Ed25519Algorithm();

  private static final int KEY_BYTES = Ed25519.PUBLIC_KEY_SIZE;

  /// Far more than issuers have at a time; beyond it all are found anew.
  private static final int POINTS_MAX = 64;

  private final Map<ByteBuffer, Optional<PublicPoint>> points = new ConcurrentHashMap<>();

  /// Makes it the one that tokens are signed and checked with, in this process.
  static void install() {
    AlgorithmFactoryFactory.getInstance().getJwsAlgorithmFactory().registerAlgorithm(INSTANCE);
  }

  @Override
  public boolean verifySignature(byte[] signature, Key key, byte[] signed, ProviderContext context)
      throws JoseException {
    if (!(key instanceof EdECPublicKey publicKey && isEd25519(publicKey.getParams()))) {
      return super.verifySignature(signature, key, signed, context);
    }
    return isSigned(signature, publicKey, signed);
  }

  /// @param key of Ed25519
  boolean isSigned(byte[] signature, EdECPublicKey key, byte[] signed) {
    Optional<PublicPoint> point = point(key);
    return signature.length == Ed25519.SIGNATURE_SIZE
        && point.isPresent()
        && Ed25519.verify(signature, 0, point.get(), signed, 0, signed.length);
  }

  /// The key on its curve, which is a sixth of a check to find. Empty for what is no key.
  private Optional<PublicPoint> point(EdECPublicKey key) {
    byte[] encoded = key.getEncoded();
    Optional<PublicPoint> known = points.get(ByteBuffer.wrap(encoded));
    if (known != null) {
      return known;
    }
    // the key stands at the end of its encoding (RFC 8410)
    Optional<PublicPoint> found =
        Optional.ofNullable(
            Ed25519.validatePublicKeyPartialExport(encoded, encoded.length - KEY_BYTES));
    if (points.size() >= POINTS_MAX) {
      points.clear();
    }
    points.put(ByteBuffer.wrap(encoded), found);
    return found;
  }

  @Override
  public CryptoPrimitive prepareForSign(Key key, ProviderContext context) throws JoseException {
    return key instanceof EdECPrivateKey privateKey && isEd25519(privateKey.getParams())
        ? new CryptoPrimitive(key)
        : super.prepareForSign(key, context);
  }

  @Override
  public byte[] sign(CryptoPrimitive prepared, byte[] toSign) throws JoseException {
    if (!(prepared.getKey() instanceof EdECPrivateKey privateKey)) {
      return super.sign(prepared, toSign);
    }
    byte[] secret =
        privateKey.getBytes().orElseThrow(() -> new JoseException("the key cannot be had"));
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(secret, 0, toSign, 0, toSign.length, signature, 0);
    Arrays.fill(secret, (byte) 0);
    return signature;
  }

  private static boolean isEd25519(NamedParameterSpec curve) {
    return NamedParameterSpec.ED25519.getName().equals(curve.getName());
  }
}
