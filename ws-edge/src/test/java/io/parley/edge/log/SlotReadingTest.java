package io.parley.edge.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.kafka.LogPartition;
import io.parley.runtime.kafka.LoopHealth;
import io.parley.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotReadingTest {
  private static final LoopHealth WELL = health(Duration.ofSeconds(1));

  private final ManualClock clock = ManualClock.atStart();
  private final SlotReading reading =
      new SlotReading(RandomGeneratorFactory.of("L64X128MixRandom").create(1), clock.nanoTime());

  private static LoopHealth health(Duration sinceLastPoll, LoopHealth.Stall... stalls) {
    return new LoopHealth(LoopHealth.State.RUNNING, null, 1, List.of(stalls), sinceLastPoll);
  }

  private boolean opened() {
    return reading.opened(clock.nanoTime());
  }

  private Duration failed() {
    return reading.failed("no broker", clock.nanoTime()).orElseThrow();
  }

  private Optional<Lapse> lapse(@Nullable LoopHealth loop) {
    return reading.lapse(loop, clock.nanoTime());
  }

  @Test
  void onlyALoopThatFollowsAnotherMayHaveMissedSomething() {
    failed();
    assertFalse(opened());
    failed();
    assertTrue(opened());
  }

  @Test
  void eachFailureInARowIsWaitedForLonger() {
    Duration first = failed();
    for (int i = 0; i < 10; i++) {
      opened();
      clock.advance(SlotReading.STEADY_AFTER.minusMillis(1));
      failed();
    }
    assertTrue(first.compareTo(Duration.ofMillis(200)) <= 0, first.toString());
    Duration tenth = failed();
    assertTrue(tenth.compareTo(Duration.ofMillis(2_500)) >= 0, tenth.toString());
    assertTrue(tenth.compareTo(Duration.ofSeconds(5)) <= 0, tenth.toString());
  }

  @Test
  void whatReadForAWhileBeginsAnewSoon() {
    for (int i = 0; i < 10; i++) {
      failed();
    }
    opened();
    clock.advance(SlotReading.STEADY_AFTER);
    Duration wait = failed();
    assertTrue(wait.compareTo(Duration.ofMillis(200)) <= 0, wait.toString());
  }

  @Test
  void whatEndedIsNotBegunAnewAndLacksNothing() {
    reading.end();
    assertTrue(reading.isOver());
    assertTrue(reading.failed("closed", clock.nanoTime()).isEmpty());
    assertTrue(lapse(null).isEmpty());
  }

  @Test
  void aLapseLastsFromTheBeginningUntilItIsRead() {
    clock.advance(Duration.ofSeconds(7));
    assertEquals(
        Optional.of(new Lapse("they could not be opened yet", Duration.ofSeconds(7))), lapse(WELL));
    opened();
    assertEquals(Optional.empty(), lapse(WELL));
    clock.advance(Duration.ofMinutes(1));
    failed();
    clock.advance(Duration.ofSeconds(3));
    assertEquals(Optional.of(new Lapse("no broker", Duration.ofSeconds(3))), lapse(null));
  }

  @Test
  void aReaderThatFailsAgainAndAgainIsNotWellInBetween() {
    for (int i = 0; i < 20; i++) {
      opened();
      clock.advance(Duration.ofSeconds(2));
      failed();
    }
    assertEquals(Optional.of(new Lapse("no broker", Duration.ofSeconds(40))), lapse(null));
  }

  @Test
  void aReaderThatHangsOrStallsHasALapse() {
    opened();
    assertEquals(
        Optional.of(new Lapse("their reader hangs", Duration.ofSeconds(9))),
        lapse(health(Duration.ofSeconds(9))));
    LoopHealth.Stall stall =
        new LoopHealth.Stall(
            new LogPartition("deliveries", 3), 4, Duration.ofSeconds(20), "no leader");
    assertEquals(
        Optional.of(new Lapse("no leader", Duration.ofSeconds(20))),
        lapse(health(Duration.ofSeconds(1), stall)));
  }
}
