package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
  private static final PasswordHash.Cost CHEAP = new PasswordHash.Cost(64, 1, 1);
  private final Argon2 argon2 = new Argon2(CHEAP, new SecureRandom());

  /// Made by the reference implementation's command: `echo -n password | argon2 somesalt -id -t 2
  /// -m 16 -p 1 -l 32`.
  private static final String REFERENCE =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  @Test
  void aHashOfTheReferenceImplementationIsUnderstood() {
    PasswordHash reference = PasswordHash.parse(REFERENCE).orElseThrow();
    assertTrue(argon2.matches("password", reference));
    assertFalse(argon2.matches("Password", reference));
  }

  @Test
  void aHashIsReadAsItIsWritten() {
    PasswordHash hash = argon2.hash("correct horse");
    assertEquals(Optional.of(hash), PasswordHash.parse(hash.phc()));
    assertTrue(argon2.matches("correct horse", hash));
    assertFalse(argon2.matches("correct horse ", hash));
  }

  @Test
  void noTwoHashesAreAlike() {
    assertNotEquals(argon2.hash("correct horse"), argon2.hash("correct horse"));
  }

  @Test
  void howAKeyboardComposesAnAccentDoesNotMatter() {
    assertTrue(argon2.matches("caf\u00e9 au lait", argon2.hash("cafe\u0301 au lait")));
  }

  @Test
  void nobodysHashMatchesNothing() {
    assertFalse(argon2.matches("", argon2.ofNobody()));
  }

  @Test
  void moreMemoryOrMorePassesIsMore() {
    assertTrue(CHEAP.isBelow(new PasswordHash.Cost(65, 1, 1)));
    assertTrue(CHEAP.isBelow(new PasswordHash.Cost(64, 2, 1)));
    assertFalse(CHEAP.isBelow(CHEAP));
    assertFalse(CHEAP.isBelow(new PasswordHash.Cost(32, 1, 1)));
  }

  @Test
  void aHashIsNotShown() {
    PasswordHash hash = argon2.hash("correct horse");
    assertFalse(hash.toString().contains(hash.hash()));
    assertFalse(hash.toString().contains(hash.salt()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "password",
        "$2b$10$abcdefghijklmnopqrstuv",
        "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=99999999,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=64,t=1,p=1$$",
      })
  void whatIsNoSuchHashIsNone(String text) {
    assertEquals(Optional.empty(), PasswordHash.parse(text));
  }
}
