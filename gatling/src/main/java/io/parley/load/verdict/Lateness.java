package io.parley.load.verdict;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// By how much things were late. Any thread may record.
public final class Lateness {
  private static final long LONGEST_US = 600_000_000;

  private final Histogram us = new ConcurrentHistogram(LONGEST_US, 3);

  /// One thing.
  public void record(long nanos) {
    us.recordValue(micros(nanos));
  }

  /// Something that is looked at over and over: where it comes late, those that ought to have come
  /// meanwhile are late too. Else a loop that stands still for ten seconds would be late once.
  public void recordEvery(long periodNanos, long nanos) {
    us.recordValueWithExpectedInterval(micros(nanos), periodNanos / 1000);
  }

  private static long micros(long nanos) {
    return Math.clamp(nanos / 1000, 0, LONGEST_US);
  }

  public double p99Ms() {
    return us.getValueAtPercentile(99) / 1e3;
  }
}
