package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisRegistryTest {
  /// With a shorter one the breaker would never open for whoever asks one thing after another.
  @Test
  void aBreakersWindowHoldsThreeCallsThatTakeAllTheirTime() {
    assertEquals(Duration.ofSeconds(3), RedisRegistry.window(Duration.ofMillis(50)));
    assertEquals(Duration.ofSeconds(3), RedisRegistry.window(Duration.ofSeconds(1)));
    assertEquals(Duration.ofSeconds(5), RedisRegistry.window(Duration.ofMillis(1_500)));
    assertEquals(Duration.ofMinutes(3), RedisRegistry.window(Duration.ofMinutes(1)));
  }
}
