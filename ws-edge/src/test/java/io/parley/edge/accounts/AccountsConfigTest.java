package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsConfigTest {
  @Test
  void nothingNeedsToBeSet() {
    AccountsConfig config = Configs.read("");
    assertFalse(config.issuer().isSet());
    assertEquals(Duration.ofMinutes(15), config.tokens().accessFor());
    assertEquals(19 << 20, config.passwords().memory().asInt());
  }

  @Test
  void anIssuerIsSetWhole() {
    AccountsConfig config =
        Configs.read(
            """
            issuer:
              jwks-url: https://id.example/jwks
              issuer: https://id.example
              audience: parley
            """);
    assertTrue(config.issuer().isSet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "issuer: {jwks-url: 'https://id.example/jwks', audience: parley}",
        "issuer: {jwks-url: 'https://id.example/jwks', issuer: 'https://id.example'}",
        "issuer: {jwks-url: 'file:///keys', issuer: a, audience: b}",
        "issuer: {jwks-url: 'nonsense', issuer: a, audience: b}",
        "tokens: {issuer: ' '}",
        "passwords: {memory: 8KiB, lanes: 2}"
      })
  void whatCannotWorkIsRefused(String yaml) {
    assertThrows(IllegalArgumentException.class, () -> Configs.read(yaml));
  }
}
