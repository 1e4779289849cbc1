package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final RateLimit limit = new RateLimit(20, 60);

  @Test
  void aBurstGoesThroughAndTheNextWaitsForOneToken() {
    long now = -5; // monotonic time may begin anywhere
    long state = limit.full(now);
    for (int i = 0; i < 60; i++) {
      assertEquals(0, limit.waitNanos(state, now, 1));
      state = limit.take(state, now, 1);
    }
    assertEquals(SECOND / 20, limit.waitNanos(state, now, 1));
    assertEquals(3 * SECOND / 20, limit.waitNanos(state, now, 3));
    assertEquals(0, limit.waitNanos(state, now + SECOND / 20, 1));
  }

  @Test
  void inTheLongRunItIsTheRate() {
    long state = limit.full(0);
    int taken = 0;
    for (long now = 0; now < 100 * SECOND; now += SECOND / 1_000) {
      if (limit.waitNanos(state, now, 1) == 0) {
        state = limit.take(state, now, 1);
        taken++;
      }
    }
    assertTrue(taken >= 60 + 20 * 99 && taken <= 60 + 20 * 100, "taken: " + taken);
  }

  @Test
  void restingFillsNoMoreThanABurst() {
    long state = limit.take(limit.full(0), 0, 60);
    long later = 3_600 * SECOND;
    assertEquals(0, limit.waitNanos(state, later, 60));
    assertTrue(limit.waitNanos(state, later, 61) > 0);
  }

  @Test
  void aMeterThatHasRestedIsAsGoodAsNew() {
    Meter meter = new Meter(new Meter.Limits(limit, limit, limit), 0);
    assertTrue(meter.isRested(0));
    assertEquals(0, meter.mark(0));
    assertFalse(meter.isRested(0));
    assertTrue(meter.isRested(SECOND / 20));
  }
}
