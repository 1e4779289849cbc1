package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.testing.ManualClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SessionIdsTest {
  private final ManualClock clock = ManualClock.atStart();
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
  private final SessionIds ids = new SessionIds(clock, random);

  @Test
  void idsRiseAlsoWithinAMillisecondAndWhenTheClockIsSetBack() {
    long last = 0;
    for (int i = 0; i < 1_000; i++) {
      if (i == 500) {
        clock.stepWallClock(Duration.ofHours(-1));
      }
      long next = ids.next();
      assertTrue(next > last, next + " after " + last);
      last = next;
    }
  }

  @Test
  void theLaterConnectionHasTheLargerIdOnWhicheverEdge() {
    SessionIds other = new SessionIds(clock, random);
    long earlier = other.next();
    clock.advance(Duration.ofMillis(1));
    assertTrue(ids.next() > earlier);
  }

  @Test
  void twoEdgesSeldomCoinTheSame() {
    Set<Long> coined = new HashSet<>();
    for (int edge = 0; edge < 50; edge++) {
      coined.add(new SessionIds(clock, random).next());
    }
    assertTrue(coined.size() >= 49, coined.size() + " of 50");
  }
}
