package io.parley.load.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StepMeterTest {
  private final StepMeter meter = new StepMeter(new long[] {100, 200, 300});

  private void step(int step, int due, int inTime) {
    for (int i = 0; i < due; i++) {
      meter.due(step);
    }
    for (int i = 0; i < inTime; i++) {
      meter.answeredInTime(step);
    }
  }

  @Test
  void theLastGoodRateIsThatBeforeTheFirstBadStep() {
    step(0, 1000, 1000);
    step(1, 1000, 990);
    step(2, 1000, 989);
    assertEquals(OptionalInt.of(2), meter.broken(3));
    assertEquals(200, meter.lastGood(3));
  }

  @Test
  void aStepIsNotJudgedBeforeItsTime() {
    step(0, 1000, 1000);
    step(1, 1000, 10);
    assertEquals(OptionalInt.empty(), meter.broken(1));
    assertEquals(100, meter.lastGood(1));
  }

  @Test
  void whereTheFirstStepIsBadNoRateIsGood() {
    step(0, 100, 0);
    assertEquals(0, meter.lastGood(1));
  }

  @Test
  void aStepWithoutMessagesProvesNothing() {
    step(0, 100, 100);
    assertEquals(OptionalInt.of(1), meter.broken(2));
    assertEquals(100, meter.lastGood(2));
  }

  @Test
  void aStepWhoseMessagesTheGeneratorSaidLateTellsNothingOfTheSystem() {
    step(0, 1000, 0);
    for (int i = 0; i < 10; i++) {
      meter.saidLate(0);
    }
    assertTrue(meter.isOfTheSystem(0), "one in a hundred");
    meter.saidLate(0);
    assertFalse(meter.isOfTheSystem(0));
  }

  @Test
  void silenceIsNoBadStep() {
    StepMeter silentFirst = new StepMeter(new long[] {0, 100});
    assertEquals(OptionalInt.empty(), silentFirst.broken(1));
    assertEquals(0, silentFirst.lastGood(1));
  }

  @Test
  void whereAllStepsAreGoodTheLastRateIs() {
    step(0, 1, 1);
    step(1, 1, 1);
    step(2, 1, 1);
    assertEquals(OptionalInt.empty(), meter.broken(3));
    assertEquals(300, meter.lastGood(3));
  }
}
