package io.parley.load.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final List<String> STRUGGLED = List.of("the generator was late");
  private static final List<Check> SLOW = List.of(new Check("p99", 12.5, 10));

  private static Delivery delivery(long lost) {
    return new Delivery(10, 10, 0, 20, lost, 0, 0, List.of());
  }

  @Test
  void aRunThatKeptAllPasses() {
    assertInstanceOf(
        Verdict.Passed.class,
        Verdict.of(delivery(0), List.of(new Check("p99", 10, 10)), List.of()));
  }

  @Test
  void aBrokenPromiseFailsAlsoWhenTheGeneratorStruggled() {
    Verdict verdict = Verdict.of(delivery(1), List.of(), STRUGGLED);
    assertEquals(new Verdict.Failed(List.of("lost: 1 (at most 0)")), verdict);
  }

  @Test
  void aPassedLimitFails() {
    assertEquals(
        new Verdict.Failed(List.of("p99: 12.50 (at most 10)")),
        Verdict.of(delivery(0), SLOW, List.of()));
  }

  @Test
  void aPassedLimitProvesNothingWhenTheGeneratorStruggled() {
    assertEquals(new Verdict.NoProof(STRUGGLED), Verdict.of(delivery(0), SLOW, STRUGGLED));
    assertEquals("VOID", Verdict.of(delivery(0), List.of(), STRUGGLED).word());
  }

  @Test
  void aRunInWhichNothingWasSaidDoesNotPass() {
    assertInstanceOf(Verdict.Failed.class, Verdict.of(Delivery.NONE, List.of(), List.of()));
  }

  @Test
  void everyShortageOfTheGeneratorIsNamed() {
    assertEquals(List.of(), new Strain(25, 0.9, 95, 100, 0).voidBecause(25));
    List<String> all = new Strain(26, 0.91, 96, 100, 3).voidBecause(25);
    assertEquals(4, all.size(), all::toString);
    assertTrue(all.getFirst().contains("26.0 ms"), all::toString);
  }
}
