package io.parley.edge.accounts;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.time.Instant;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/// An Ed25519 key pair: one file of the directory of keys, as a JWK.
///
/// @param id its thumbprint, so that no two keys share one
/// @param header as it stands in all tokens that are signed with it, by edges of any version
record SigningKey(String id, Instant madeAt, OctetKeyPairJsonWebKey pair, String header) {
  private static final String MADE_AT = "iat";

  private SigningKey(String id, Instant madeAt, OctetKeyPairJsonWebKey pair) {
    this(id, madeAt, pair, unsigned(id).getHeaders().getEncodedHeader());
  }

  private static JsonWebSignature unsigned(String id) {
    JsonWebSignature token = new JsonWebSignature();
    token.setKeyIdHeaderValue(id);
    token.setHeader("typ", "JWT");
    token.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    return token;
  }

  static SigningKey make(Instant now) {
    try {
      OctetKeyPairJsonWebKey pair =
          OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
      pair.setKeyId(pair.calculateBase64urlEncodedThumbprint("SHA-256"));
      pair.setAlgorithm(AlgorithmIdentifiers.EDDSA);
      pair.setUse("sig");
      pair.setOtherParameter(MADE_AT, now.getEpochSecond());
      return new SigningKey(pair.getKeyId(), now, pair);
    } catch (JoseException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  /// @throws IOException with a message that quotes nothing of the text
  static SigningKey parse(String jwk) throws IOException {
    try {
      if (JsonWebKey.Factory.newJwk(jwk) instanceof OctetKeyPairJsonWebKey pair
          && OctetKeyPairJsonWebKey.SUBTYPE_ED25519.equals(pair.getSubtype())
          && pair.getPrivateKey() != null
          && pair.getKeyId() != null
          && pair.getOtherParameterValue(MADE_AT, Number.class) != null) {
        Instant madeAt =
            Instant.ofEpochSecond(pair.getOtherParameterValue(MADE_AT, Number.class).longValue());
        return new SigningKey(pair.getKeyId(), madeAt, pair);
      }
    } catch (JoseException | RuntimeException e) {
      // the library's messages quote what they could not read
    }
    throw new IOException("not a key (expected: a private Ed25519 JWK with kid and iat)");
  }

  PrivateKey privateKey() {
    return pair.getPrivateKey();
  }

  /// A token, in the form of a JWT.
  String sign(String claims) {
    JsonWebSignature token = unsigned(id);
    token.setPayload(claims);
    token.setKey(privateKey());
    try {
      return token.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("the key " + id + " does not sign", e);
    }
  }

  /// Whether it has signed this.
  boolean hasSigned(byte[] signature, byte[] signed) {
    return Ed25519Algorithm.INSTANCE.isSigned(
        signature, (EdECPublicKey) pair.getPublicKey(), signed);
  }

  /// With the private part.
  String secretJwk() {
    return pair.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE);
  }

  /// Says which key it is, and nothing of its private part.
  @Override
  public String toString() {
    return "SigningKey[" + id + ", made " + madeAt + "]";
  }
}
