package io.parley.load.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final List<String> STRUGGLED = List.of("the generator was late");
  private static final List<Check> KEPT = List.of(new Check("absent", 0, 0));
  private static final List<Check> MISSED = List.of(new Check("absent", 3, 0));
  private static final List<Check> SLOW = List.of(new Check("p99", 12.5, 10));

  private static Verdict of(Delivery.Faults faults, Limits limits, List<String> voidBecause) {
    return Verdict.of(new Delivery(new Delivery.Sent(10, 10, 0), 20, faults), limits, voidBecause);
  }

  private static Delivery.Faults faults(long lost, long forgotten, long wrong) {
    return new Delivery.Faults(lost, 0, 0, forgotten, wrong, List.of());
  }

  private static final Delivery.Faults NONE = faults(0, 0, 0);

  @Test
  void aRunThatKeptAllPasses() {
    assertInstanceOf(Verdict.Passed.class, of(NONE, new Limits(KEPT, List.of()), List.of()));
  }

  @Test
  void aBrokenPromiseFailsAlsoWhenTheGeneratorStruggled() {
    Limits limits = new Limits(KEPT, SLOW);
    assertEquals(
        new Verdict.Failed(List.of("lost: 1 (at most 0)", "p99: 12.50 (at most 10)")),
        of(faults(1, 0, 0), limits, STRUGGLED));
    assertInstanceOf(Verdict.Failed.class, of(faults(0, 1, 0), limits, STRUGGLED));
    assertInstanceOf(Verdict.Failed.class, of(faults(0, 0, 1), limits, STRUGGLED));
  }

  @Test
  void aPassedLimitFails() {
    assertEquals(
        new Verdict.Failed(List.of("p99: 12.50 (at most 10)")),
        of(NONE, new Limits(KEPT, SLOW), List.of()));
  }

  @Test
  void whatTheGeneratorExcusesProvesNothingWhenItStruggled() {
    assertEquals(new Verdict.NoProof(STRUGGLED), of(NONE, new Limits(KEPT, SLOW), STRUGGLED));
    assertEquals("VOID", of(NONE, new Limits(KEPT, List.of()), STRUGGLED).word());
  }

  @Test
  void whatItIsNoExcuseForFailsAllTheSame() {
    assertEquals(
        new Verdict.Failed(List.of("absent: 3 (at most 0)")),
        of(NONE, new Limits(MISSED, List.of()), STRUGGLED));
  }

  @Test
  void everyTroubleOfTheGeneratorIsNamed() {
    assertEquals(List.of(), new Strain(25, 25, 0.9, 95, 100, 0, 0).voidBecause(25));
    Strain strained = new Strain(26, 27, 0.91, 96, 100, 3, 1);
    List<String> all = strained.voidBecause(25);
    assertEquals(6, all.size(), all::toString);
    assertTrue(all.getFirst().contains("26.0 ms"), all::toString);
    assertTrue(all.get(1).contains("27.0 ms"), all::toString);
  }
}
