package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private final ManualClock clock = ManualClock.atStart();
  private final Throttle throttle = new Throttle(3, 60, 2, clock::nanoTime);

  private void use(String key, int times) {
    for (int i = 0; i < times; i++) {
      assertEquals(Duration.ZERO, throttle.take(key));
    }
  }

  @Test
  void aBurstIsFreeAndTheNextIsToldWhenToComeBack() {
    use("a", 3);
    assertEquals(Duration.ofSeconds(1), throttle.take("a"));
  }

  @Test
  void whoeverComesBackWhenToldIsLetIn() {
    use("a", 3);
    clock.advance(throttle.take("a"));
    use("a", 1);
    assertEquals(Duration.ofSeconds(1), throttle.take("a"));
  }

  @Test
  void aRefusedTryCostsNothing() {
    use("a", 3);
    for (int i = 0; i < 10; i++) {
      assertEquals(Duration.ofSeconds(1), throttle.take("a"));
    }
  }

  @Test
  void restingFillsTheBucketAndNotMore() {
    use("a", 3);
    clock.advance(Duration.ofHours(1));
    use("a", 3);
    assertTrue(throttle.take("a").isPositive());
  }

  @Test
  void whatIsGivenBackMayBeTakenAgainAndNothingMore() {
    use("a", 3);
    throttle.giveBack("a");
    use("a", 1);
    assertEquals(Duration.ofSeconds(1), throttle.take("a"));
  }

  @Test
  void givingBackNeverMakesABucketMoreThanFull() {
    use("a", 1);
    clock.advance(Duration.ofHours(1));
    throttle.giveBack("a");
    throttle.giveBack("nobody");
    use("a", 3);
    assertTrue(throttle.take("a").isPositive());
    use("nobody", 3);
    assertTrue(throttle.take("nobody").isPositive());
  }

  @Test
  void oneKeyDoesNotTouchAnother() {
    use("a", 3);
    use("b", 3);
  }

  @Test
  void noMoreKeysAreKeptThanMayBe() {
    for (int i = 0; i < 1_000; i++) {
      use("key-" + i, 1);
    }
    assertEquals(2, throttle.keys());
  }

  @Test
  void theKeyUsedLongestAgoIsForgotten() {
    use("a", 3);
    use("b", 3);
    assertTrue(throttle.take("a").isPositive());
    use("c", 1);
    assertTrue(throttle.take("a").isPositive());
    use("b", 3);
  }
}
