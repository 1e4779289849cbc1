package io.parley.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/// Waiting times that grow and scatter ("decorrelated jitter"): each is a random one between the
/// smallest and three times the one before, so that clients cut off together do not return
/// together.
final class Backoff {
  /// Monotonic time that never comes.
  static final long NEVER = Long.MAX_VALUE;

  private final DoubleSupplier random;
  private final long min;
  private final long max;
  private long last;

  /// @param random from 0 to below 1
  Backoff(DoubleSupplier random, Duration min, Duration max) {
    this.random = random;
    this.min = min.toNanos();
    this.max = max.toNanos();
    this.last = this.min;
  }

  /// Nanoseconds to wait now.
  long next() {
    last = Math.min(max, min + scattered(3 * last - min));
    return last;
  }

  /// What the other side asked for and a little more, so that not all of us obey at once; without a
  /// hint as [#next].
  long atLeast(long hint) {
    return hint > 0 ? hint + scattered(hint / 4) : next();
  }

  void reset() {
    last = min;
  }

  /// What waits for a time that has come waits for something else: no reason to wake for it.
  static long ifAhead(long time, long now) {
    return time > now ? time : NEVER;
  }

  /// A random part of this time.
  long scattered(long nanos) {
    return (long) (random.getAsDouble() * (double) nanos);
  }
}
