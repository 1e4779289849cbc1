package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/// `-Dparley.simulation.seeds=100000` runs more seeds, `-Dparley.simulation.seed=7` one.
class SimulationTest {
  private static final int SEEDS = 300;
  private static final int SEEDS_TO_FAIL_WITHIN = 2_000;

  private static final Logger LOG =
      (Logger) LoggerFactory.getLogger(SimulationTest.class.getPackageName());

  /// Faults are provoked by the thousand; what they come to is what is checked.
  @BeforeAll
  static void beQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  @Test
  void everyPromiseHoldsForEverySeed() {
    Long one = Long.getLong("parley.simulation.seed");
    long first = one == null ? 0 : one;
    long count = one == null ? Long.getLong("parley.simulation.seeds", SEEDS) : 1;
    long began = System.nanoTime();
    long messages = 0;
    for (long seed = first; seed < first + count; seed++) {
      Simulation.Report report = new Simulation(seed, Rule.NO_RULE, seed % 2 == 0).run();
      assertEquals(Optional.empty(), report.violation(), "seed " + seed);
      messages += report.messages();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "%d seeds, %d messages, %.0f seeds a minute%n", count, messages, count / seconds * 60);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NO_RULE")
  void withoutThisRuleSomeSeedFails(Rule rule) {
    for (long seed = 0; seed < SEEDS_TO_FAIL_WITHIN; seed++) {
      Optional<String> violation = new Simulation(seed, rule, false).run().violation();
      if (violation.isPresent()) {
        System.out.printf("%s: seed %d: %s%n", rule, seed, violation.get());
        return;
      }
    }
    fail("nothing fails without " + rule);
  }
}
