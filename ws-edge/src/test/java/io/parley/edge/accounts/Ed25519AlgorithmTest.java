package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jose4j.jca.ProviderContext;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519AlgorithmTest {
  private final Ed25519Algorithm algorithm = new Ed25519Algorithm();
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);

  private byte[] sign(KeyPair pair, byte[] message) throws JoseException {
    return algorithm.sign(
        algorithm.prepareForSign(pair.getPrivate(), new ProviderContext()), message);
  }

  private boolean verify(KeyPair pair, byte[] message, byte[] signature) throws JoseException {
    return algorithm.verifySignature(signature, pair.getPublic(), message, new ProviderContext());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "Ed448"})
  void itAgreesWithTheJdk(String curve) throws GeneralSecurityException, JoseException {
    for (int i = 0; i < 20; i++) {
      KeyPair pair = KeyPairGenerator.getInstance(curve).generateKeyPair();
      byte[] message = new byte[random.nextInt(600)];
      random.nextBytes(message);
      Signature jdk = Signature.getInstance(curve);
      jdk.initSign(pair.getPrivate());
      jdk.update(message);
      byte[] expected = jdk.sign();
      assertTrue(Arrays.equals(expected, sign(pair, message)));
      assertTrue(verify(pair, message, expected));
    }
  }

  @Test
  void aSignatureWithAnyBitTurnedIsWrong() throws GeneralSecurityException, JoseException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] message = {1, 2, 3};
    byte[] signature = sign(pair, message);
    assertTrue(verify(pair, message, signature));
    for (int bit = 0; bit < signature.length * 8; bit++) {
      byte[] turned = signature.clone();
      turned[bit / 8] ^= (byte) (1 << (bit % 8));
      assertFalse(verify(pair, message, turned), "bit " + bit);
    }
    assertFalse(verify(pair, new byte[] {1, 2, 4}, signature));
  }

  @Test
  void aSignatureOfAnotherLengthIsWrong() throws GeneralSecurityException, JoseException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] signature = sign(pair, new byte[0]);
    assertEquals(64, signature.length);
    for (int length : new int[] {0, 1, 63, 65, 128}) {
      assertFalse(verify(pair, new byte[0], Arrays.copyOf(signature, length)));
    }
  }
}
