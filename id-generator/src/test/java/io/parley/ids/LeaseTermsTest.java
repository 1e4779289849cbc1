package io.parley.ids;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTermsTest {
  @Test
  void aLeaseOutlivesOneFailedRenewal() {
    assertRefused("ttl: PT2.999S (expected: PT3S..PT10M)", 2_999, 9_000, 1_000, 1_000, 0);
    assertEquals(Duration.ofSeconds(3), terms(3_000, 3_000, 1_000, 1_000, 0).ttl());
  }

  @Test
  void theQuarantineIsNoShorterThanALease() {
    assertRefused("quarantine: PT5.999S (expected: PT6S..PT10M)", 6_000, 5_999, 2_000, 500, 0);
  }

  @Test
  void everyTermHasABound() {
    assertRefused("renewEvery: PT0S (expected: PT0.001S..PT10M)", 6_000, 6_000, 0, 500, 0);
    assertRefused("safetyMargin: PT0S (expected: PT0.001S..PT10M)", 6_000, 6_000, 2_000, 0, 0);
    assertRefused("runAheadMax: PT-1S (expected: PT0S..PT10M)", 6_000, 6_000, 2_000, 500, -1_000);
  }

  private static void assertRefused(
      String message, long ttl, long quarantine, long renewEvery, long margin, long runAhead) {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> terms(ttl, quarantine, renewEvery, margin, runAhead));
    assertEquals(message, refused.getMessage());
  }

  private static LeaseTerms terms(
      long ttl, long quarantine, long renewEvery, long margin, long runAhead) {
    return new LeaseTerms(
        Duration.ofMillis(ttl),
        Duration.ofMillis(quarantine),
        Duration.ofMillis(renewEvery),
        Duration.ofMillis(margin),
        Duration.ofMillis(runAhead));
  }
}
