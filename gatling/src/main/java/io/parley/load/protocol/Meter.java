package io.parley.load.protocol;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Times of a run, each from when something was due. Any thread may record.
public final class Meter {
  /// An hour, beyond every limit that can be set.
  public static final long LONGEST_US = 3_600_000_000L;

  /// Refusals have a handful of reasons; more would be a fault of ours.
  private static final int REASONS_MAX = 64;

  private final Map<Kind, Histogram> times;
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
  private final LongAdder dropped = new LongAdder();

  /// What is timed.
  public enum Kind {
    /// From arriving to the server's welcome.
    CONNECTED,
    /// From when a message was due to the server's word that it is stored.
    SENT,
    /// From when a message was due to one other device that shows it.
    DELIVERED,
    /// From a cut to the next welcome.
    RECONNECTED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Meter() {
    times = new TreeMap<>();
    for (Kind kind : Kind.values()) {
      times.put(kind, new ConcurrentHistogram(LONGEST_US, 3));
    }
  }

  void record(Kind kind, long nanos) {
    of(kind).recordValue(Math.clamp(nanos / 1000, 0, LONGEST_US));
  }

  void failed(String reason) {
    if (failures.size() < REASONS_MAX || failures.containsKey(reason)) {
      failures.computeIfAbsent(reason, _ -> new LongAdder()).increment();
    }
  }

  /// A connection ended that nobody here had ended.
  void dropped() {
    dropped.increment();
  }

  public long drops() {
    return dropped.sum();
  }

  /// In microseconds.
  public Histogram of(Kind kind) {
    Histogram histogram = times.get(kind);
    if (histogram == null) {
      throw new IllegalStateException("every kind has one");
    }
    return histogram;
  }

  public Map<String, Long> failures() {
    Map<String, Long> counts = new TreeMap<>();
    failures.forEach((reason, count) -> counts.put(reason, count.sum()));
    return counts;
  }
}
