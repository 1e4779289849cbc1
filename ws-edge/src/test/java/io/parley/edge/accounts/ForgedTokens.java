package io.parley.edge.accounts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Signature;
import java.util.Base64;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/// Tokens with anything in them.
final class ForgedTokens {
  private ForgedTokens() {}

  /// Whatever the algorithm, header and claims.
  static String signed(String algorithm, String kid, Key key, String claims) {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    signature.setAlgorithmHeaderValue(algorithm);
    signature.setHeader("kid", kid);
    signature.setKey(key);
    signature.setDoKeyValidation(false);
    signature.setPayload(claims);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new AssertionError(e);
    }
  }

  /// Under the header of a key of ours, whatever the bytes.
  static String signed(SigningKey key, byte[] claims) {
    String signed =
        key.header() + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims);
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key.privateKey());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed
          + "."
          + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String unsigned(String header, String claims, String signature) {
    return base64(header) + "." + base64(claims) + "." + signature;
  }

  static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
