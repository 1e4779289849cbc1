package io.parley.runtime.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration MAX = Duration.ofSeconds(5);

  @Test
  void waitsDoubleUpToTheMaximumAndKeepToTheUpperHalf() {
    Backoff backoff = new Backoff(FIRST, MAX, new Random(1));
    for (int failures = 1; failures < 200; failures++) {
      long step = failures > 6 ? 5_000 : Math.min(5_000, 100L << (failures - 1));
      long ms = backoff.delay(failures).toMillis();
      assertTrue(ms >= step / 2 && ms <= step, failures + " failures: " + ms + " ms");
    }
  }

  @Test
  void noNumberOfFailuresOverflows() {
    Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofDays(1), new Random(1));
    for (int failures : new int[] {40, 62, 63, 64, 65, 1_000, Integer.MAX_VALUE}) {
      Duration delay = backoff.delay(failures);
      assertTrue(delay.isPositive() && delay.compareTo(Duration.ofDays(1)) <= 0, delay.toString());
    }
  }

  @Test
  void waitsAreSpread() {
    Backoff backoff = new Backoff(FIRST, MAX, new Random(1));
    Set<Duration> waits = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      waits.add(backoff.delay(1));
    }
    assertTrue(waits.size() > 990, waits.size() + " different waits");
  }

  @Test
  void sameSeedGivesSameWaits() {
    Backoff one = new Backoff(FIRST, MAX, new Random(42));
    Backoff other = new Backoff(FIRST, MAX, new Random(42));
    for (int failures = 1; failures < 20; failures++) {
      assertEquals(one.delay(failures), other.delay(failures));
    }
  }

  @Test
  void maximumBelowTheFirstWaitIsRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Backoff(MAX, Duration.ofMillis(100), new Random(1)));
    assertEquals("max: PT0.1S (expected: >= PT5S)", refused.getMessage());
  }
}
