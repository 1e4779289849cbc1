package io.parley.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Time that stands still until a test moves it: a wall clock, which can also be stepped back, and
/// a monotonic one, which cannot.
///
/// Moved by one thread, read by any.
public final class ManualClock implements InstantSource {
  private volatile Instant now;
  private volatile long nanos;

  public ManualClock(Instant start) {
    now = start;
  }

  /// 2026-01-01T00:00:00Z.
  public static ManualClock atStart() {
    return new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Override
  public Instant instant() {
    return now;
  }

  /// What `System.nanoTime()` would say.
  public long nanoTime() {
    return nanos;
  }

  /// Time passes, on both clocks.
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread moves it
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("duration: " + duration + " (expected: >= 0)");
    }
    now = now.plus(duration);
    nanos += duration.toNanos();
  }

  /// Somebody sets the wall clock, forwards or back; no time passes.
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread moves it
  public void stepWallClock(Duration by) {
    now = now.plus(by);
  }
}
