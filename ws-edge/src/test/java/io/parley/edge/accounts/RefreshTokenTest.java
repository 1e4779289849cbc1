package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.DeviceId;
import io.parley.protocol.UserId;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class RefreshTokenTest {
  private final SecureRandom secrets = new SecureRandom();

  @Test
  void aTokenIsReadAsItIsWritten() {
    for (int length : new int[] {1, 2, 63, 64}) {
      RefreshToken token = RefreshToken.first("u".repeat(length), "d".repeat(length), secrets);
      assertEquals(Optional.of(token), RefreshToken.parse(token.text()));
      assertTrue(token.text().length() <= RefreshToken.CHARS_MAX);
    }
  }

  @Test
  void theNextTokenSharesTheChainAndNotTheSecret() {
    RefreshToken first = RefreshToken.first("alice", "phone", secrets);
    RefreshToken next = first.next(secrets);
    assertEquals(first.hashes().chain(), next.hashes().chain());
    assertNotEquals(first.hashes().token(), next.hashes().token());
    assertNotEquals(
        first.hashes().chain(), RefreshToken.first("alice", "phone", secrets).hashes().chain());
  }

  @Test
  void aTokenIsNotShown() {
    RefreshToken token = RefreshToken.first("alice", "phone", secrets);
    assertFalse(token.toString().contains(token.chain()));
    assertFalse(token.toString().contains(token.secret()));
  }

  @Test
  void whateverBytesComeTheIdsInAReadTokenAreValid() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      if (bytes.length > 48) {
        // else hardly any is read
        bytes[48] = (byte) random.nextInt(4);
        Arrays.fill(bytes, 49, bytes.length, (byte) random.nextInt('!', 0x80));
      }
      RefreshToken.parse(Base64.getUrlEncoder().encodeToString(bytes))
          .ifPresent(token -> {
            assertTrue(UserId.isValid(token.user()));
            assertTrue(DeviceId.isValid(token.device()));
          });
    }
    for (String text : List.of("", "=", "ü", "a b", "A".repeat(300), "\u0000")) {
      assertEquals(Optional.empty(), RefreshToken.parse(text));
    }
  }

  @Test
  void everyCutIsRefusedOrAnotherToken() {
    String text = RefreshToken.first("alice", "phone", secrets).text();
    for (int length = 0; length < 70; length++) {
      assertEquals(Optional.empty(), RefreshToken.parse(text.substring(0, length)));
    }
  }
}
