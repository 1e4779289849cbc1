package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final SlidingWindow window = new SlidingWindow(20);

  @Test
  void twentyAtTheEndOfAMinuteAndOneAtTheBeginningOfTheNextAreTooMany() {
    assertFalse(window.add(-3)); // monotonic time may begin anywhere
    for (int i = 0; i < 19; i++) {
      assertFalse(window.add(59 * SECOND));
    }
    assertFalse(window.add(60 * SECOND), "the first was a minute ago");
    assertTrue(window.add(61 * SECOND));
  }

  @Test
  void itCountsAsIfItRememberedEverything() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    List<Long> all = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < 2_000; i++) {
      now += random.nextLong(6 * SECOND);
      all.add(now);
      long at = now;
      long within = all.stream().filter(time -> at - time < 60 * SECOND).count();
      assertEquals(within > 20, window.add(now), "at " + now);
    }
  }
}
