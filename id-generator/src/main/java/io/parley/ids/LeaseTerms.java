package io.parley.ids;

import java.time.Duration;

/// How worker leases are kept. All processes that share a lease table use the same terms.
///
/// @param ttl how long a grant or renewal lasts
/// @param quarantine how long the first holders wait after the lease table lost data; at least the
///   longest `ttl` any process may run with (raise this everywhere before raising that), and what
///   it is longer than `ttl` is how much the lease table's clock may step back meanwhile
/// @param renewEvery the time between renewals, and how long an answer to one is waited for
/// @param safetyMargin how much earlier than the lease table a holder ends its lease by its own
///   monotonic clock: covers how far two such clocks may drift apart within `ttl`
/// @param runAheadMax how far ids may run ahead of the wall clock, after it stepped back or after a
///   burst, before the source refuses
public record LeaseTerms(
    Duration ttl,
    Duration quarantine,
    Duration renewEvery,
    Duration safetyMargin,
    Duration runAheadMax) {

  private static final Duration LONGEST = Duration.ofMinutes(10);

  /// A Redis that is away for three seconds is not noticed; after `FLUSHALL` ids are back in seven.
  public static final LeaseTerms DEFAULT =
      new LeaseTerms(
          Duration.ofSeconds(6),
          Duration.ofSeconds(7),
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          Duration.ofSeconds(1));

  public LeaseTerms {
    require("renewEvery", renewEvery, Duration.ofMillis(1), LONGEST);
    require("safetyMargin", safetyMargin, Duration.ofMillis(1), LONGEST);
    // one renewal may fail without the lease lapsing
    require("ttl", ttl, renewEvery.multipliedBy(2).plus(safetyMargin), LONGEST);
    require("quarantine", quarantine, ttl, LONGEST);
    require("runAheadMax", runAheadMax, Duration.ZERO, LONGEST);
  }

  private static void require(String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + min + ".." + max + ")");
    }
  }
}
