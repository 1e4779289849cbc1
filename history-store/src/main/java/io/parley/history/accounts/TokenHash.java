package io.parley.history.accounts;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The SHA-256 of a secret of 128 random bits or more. Enough to know the secret by, of no use to
/// whoever reads it. Passwords are not random: they need another hash.
///
/// @param hex 64 lower-case digits
public record TokenHash(String hex) {
  private static final int HEX_LENGTH = 64;

  public TokenHash {
    if (hex.length() != HEX_LENGTH) {
      throw new IllegalArgumentException(
          "hex: %d characters (expected: %d)".formatted(hex.length(), HEX_LENGTH));
    }
  }

  public static TokenHash of(byte[] secret) {
    try {
      return new TokenHash(
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "TokenHash[…]";
  }
}
