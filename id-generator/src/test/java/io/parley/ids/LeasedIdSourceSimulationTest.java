package io.parley.ids;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.ids.LeaseSimulation.Fault;
import io.parley.ids.LeaseSimulation.Report;
import io.parley.ids.LeaseSimulation.Rule;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Thousands of seeded schedules. A failure names its seed; the same seed fails again.
class LeasedIdSourceSimulationTest {
  private static final Set<Fault> ALL_BUT_A_TABLE_CLOCK_AHEAD =
      EnumSet.complementOf(EnumSet.of(Fault.TABLE_CLOCK_AHEAD));

  /// Without steps back: rule 2 says how far those may go.
  private static final Set<Fault> ALL_BUT_A_TABLE_CLOCK_STEPPING_BACK =
      EnumSet.complementOf(EnumSet.of(Fault.TABLE_CLOCK_WOBBLE));

  @Test
  void noIdIsMintedTwiceAndHoldersFollowOneAnother() {
    long minted = 0;
    for (long seed = 0; seed < 2_000; seed++) {
      Report report = run(seed, Rule.NO_RULE, ALL_BUT_A_TABLE_CLOCK_AHEAD);
      assertEquals(Optional.empty(), report.duplicate(), "seed " + seed);
      assertEquals(Optional.empty(), report.orderBroken(), "seed " + seed);
      assertEquals(0, report.silentHosts(), "seed " + seed);
      minted += report.minted();
    }
    assertTrue(minted > 500_000, "minted only " + minted);
  }

  @Test
  void aTableClockThatJumpsAheadEndsLeasesEarlyButNoIdIsMintedTwice() {
    for (long seed = 0; seed < 500; seed++) {
      Report report = run(seed, Rule.NO_RULE, ALL_BUT_A_TABLE_CLOCK_STEPPING_BACK);
      assertEquals(Optional.empty(), report.duplicate(), "seed " + seed);
    }
  }

  @Test
  void evenAMonotonicClockThatSleepsWithItsProcessMintsNoIdTwiceWhileTheTableKeepsItsData() {
    Set<Fault> faults = EnumSet.complementOf(EnumSet.of(Fault.FLUSH, Fault.RESTORE));
    for (long seed = 0; seed < 500; seed++) {
      Report report = run(seed, Rule.LOCAL_DEADLINE, faults);
      assertEquals(Optional.empty(), report.duplicate(), "seed " + seed);
    }
  }

  @Test
  void withoutLeasedTicksAnIdIsMintedTwice() {
    assertFailsWithout(Rule.TICKS_ARE_LEASED, Report::duplicate);
  }

  @Test
  void withoutSkippingTheTicksOfLostLeasesAnIdIsMintedTwice() {
    assertFailsWithout(Rule.LOSS_SKIPS_TICKS, Report::duplicate);
  }

  @Test
  void withoutTheQuarantineTwoHoldersMintSideBySide() {
    assertFailsWithout(Rule.QUARANTINE, Report::orderBroken);
  }

  @Test
  void withoutTheLocalDeadlineAHolderMintsAfterItsSuccessor() {
    assertFailsWithout(Rule.LOCAL_DEADLINE, Report::orderBroken);
  }

  private static void assertFailsWithout(Rule rule, Function<Report, Optional<String>> failure) {
    for (long seed = 0; seed < 500; seed++) {
      if (failure.apply(run(seed, rule, ALL_BUT_A_TABLE_CLOCK_AHEAD)).isPresent()) {
        return;
      }
    }
    throw new AssertionError("no seed notices that a rule is missing: " + rule);
  }

  private static Report run(long seed, Rule without, Set<Fault> faults) {
    return new LeaseSimulation(seed, without, faults).run();
  }
}
