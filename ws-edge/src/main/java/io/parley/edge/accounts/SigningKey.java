package io.parley.edge.accounts;

import java.io.IOException;
import java.security.PrivateKey;
import java.time.Instant;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.lang.JoseException;

/// An Ed25519 key pair: one file of the directory of keys, as a JWK.
///
/// @param id its thumbprint, so that no two keys share one
record SigningKey(String id, Instant madeAt, OctetKeyPairJsonWebKey pair) {
  private static final String MADE_AT = "iat";

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
