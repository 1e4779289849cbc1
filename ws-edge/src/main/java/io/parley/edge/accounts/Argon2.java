package io.parley.edge.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id. It blocks for as long as a hash takes, tens of milliseconds, and holds its memory
/// meanwhile: see [Passwords] for who calls it. Any thread.
final class Argon2 {
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private final PasswordHash.Cost cost;
  private final RandomGenerator secrets;

  /// @param secrets must be fit for secrets
  Argon2(PasswordHash.Cost cost, RandomGenerator secrets) {
    this.cost = cost;
    this.secrets = secrets;
  }

  PasswordHash.Cost cost() {
    return cost;
  }

  PasswordHash hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    secrets.nextBytes(salt);
    return PasswordHash.of(cost, salt, compute(password, cost, salt, HASH_BYTES));
  }

  boolean matches(String password, PasswordHash hash) {
    byte[] expected = hash.hashBytes();
    byte[] computed = compute(password, hash.cost(), hash.saltBytes(), expected.length);
    return MessageDigest.isEqual(expected, computed);
  }

  /// A hash that no password has, and that takes as long to compare as any other.
  PasswordHash ofNobody() {
    byte[] salt = new byte[SALT_BYTES];
    byte[] hash = new byte[HASH_BYTES];
    secrets.nextBytes(salt);
    secrets.nextBytes(hash);
    return PasswordHash.of(cost, salt, hash);
  }

  private static byte[] compute(String password, PasswordHash.Cost cost, byte[] salt, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memoryKib())
            .withIterations(cost.passes())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    // the same password, whichever keyboard composed it
    String composed = Normalizer.normalize(password, Normalizer.Form.NFC);
    generator.generateBytes(composed.getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }
}
