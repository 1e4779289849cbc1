package io.parley.load.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenessTest {
  private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(20);

  private final Lateness lateness = new Lateness();

  /// Two minutes, of which a loop stood still for eight seconds: 6.7 % of the time.
  @Test
  void aLongStandstillIsNotOneLateLook() {
    for (int look = 0; look < 112 * 50; look++) {
      lateness.recordEvery(EVERY, TimeUnit.MILLISECONDS.toNanos(1));
    }
    lateness.recordEvery(EVERY, TimeUnit.SECONDS.toNanos(8));
    assertTrue(lateness.p99Ms() > 5_000, () -> lateness.p99Ms() + " ms");
  }

  @Test
  void whatHappensOnceCountsOnce() {
    for (int message = 0; message < 99; message++) {
      lateness.record(-5);
    }
    lateness.record(TimeUnit.SECONDS.toNanos(8));
    assertEquals(0, lateness.p99Ms());
    lateness.record(TimeUnit.SECONDS.toNanos(8));
    assertEquals(8_000, lateness.p99Ms(), 10);
  }
}
