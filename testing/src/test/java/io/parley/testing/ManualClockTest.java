package io.parley.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ManualClockTest {
  private final ManualClock clock = ManualClock.atStart();

  @Test
  void timeStandsStillByItself() {
    assertEquals(Instant.parse("2026-01-01T00:00:00Z"), clock.instant());
    assertEquals(clock.instant(), clock.instant());
    assertEquals(0, clock.nanoTime());
  }

  @Test
  void startIsWhereTheTestSays() {
    Instant start = Instant.parse("2024-02-29T23:59:59Z");
    assertEquals(start, new ManualClock(start).instant());
  }

  @Test
  void advancingMovesBothClocks() {
    clock.advance(Duration.ofMillis(1_500));
    clock.advance(Duration.ofNanos(7));

    assertEquals(Instant.parse("2026-01-01T00:00:01.500000007Z"), clock.instant());
    assertEquals(1_500_000_007L, clock.nanoTime());
  }

  @Test
  void wallClockStepsBothWaysWhileNoTimePasses() {
    clock.advance(Duration.ofSeconds(1));
    clock.stepWallClock(Duration.ofHours(-1));
    assertEquals(Instant.parse("2025-12-31T23:00:01Z"), clock.instant());

    clock.stepWallClock(Duration.ofHours(2));
    assertEquals(Instant.parse("2026-01-01T01:00:01Z"), clock.instant());
    assertEquals(1_000_000_000L, clock.nanoTime());
  }

  @Test
  void timeCannotPassBackwards() {
    assertEquals(
        "duration: PT-1S (expected: >= 0)",
        assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofSeconds(-1)))
            .getMessage());
    assertEquals(0, clock.nanoTime());
  }
}
