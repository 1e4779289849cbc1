package io.parley.runtime.resilience;

import io.parley.runtime.config.Require;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before trying again: doubling from `first` to `max`, then spread at random over
/// the upper half of that step, so that those who failed together do not come back together and
/// nobody comes back at once.
///
/// Safe for any thread; the generator given need not be.
public final class Backoff {
  private final long firstNanos;
  private final long maxNanos;
  private final RandomGenerator random;

  public Backoff(Duration first, Duration max, RandomGenerator random) {
    Require.positive(first, "first");
    Require.atLeast(first, max, "max");
    this.firstNanos = first.toNanos();
    this.maxNanos = max.toNanos();
    this.random = random;
  }

  /// The wait after the `failures`-th failure in a row, counted from 1: never more than `max`,
  /// never less than half of `first`.
  public Duration delay(int failures) {
    Require.atLeast(1, failures, "failures");
    return spread(step(failures));
  }

  /// A wait between `least` and twice that: for telling many callers when to return.
  Duration atLeast(Duration least) {
    return spread(least.toNanos() * 2);
  }

  private long step(int failures) {
    int doublings = failures - 1;
    // 62 doublings of a nanosecond overflow; long before that the step is above any max
    boolean overMax = doublings >= Long.numberOfLeadingZeros(firstNanos) - 1;
    return overMax ? maxNanos : Math.min(maxNanos, firstNanos << doublings);
  }

  private Duration spread(long nanos) {
    long half = nanos / 2;
    long extra;
    synchronized (random) {
      extra = random.nextLong(nanos - half + 1);
    }
    return Duration.ofNanos(half + extra);
  }
}
