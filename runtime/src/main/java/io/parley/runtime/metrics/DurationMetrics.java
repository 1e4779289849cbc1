package io.parley.runtime.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;
import java.time.Duration;

/// How long things took, by one label. All have the same buckets, from a millisecond to ten
/// seconds, so that one dashboard can lay them over each other.
///
/// Safe for any thread.
public final class DurationMetrics {
  private static final double[] BUCKETS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private final Histogram seconds;

  /// Registers itself; `name` should end in `_seconds`.
  public DurationMetrics(CollectorRegistry registry, String name, String help, String label) {
    seconds = Histogram.build(name, help).labelNames(label).buckets(BUCKETS).register(registry);
  }

  /// Of one value of the label, for who observes it often: spares to look for it each time.
  public static final class Series {
    private final Histogram.Child seconds;

    private Series(Histogram.Child seconds) {
      this.seconds = seconds;
    }

    public void observe(Duration took) {
      seconds.observe(took.toNanos() / Collector.NANOSECONDS_PER_SECOND);
    }
  }

  /// Is there from now on, empty, before anything was observed.
  public Series series(String value) {
    return new Series(seconds.labels(value));
  }

  /// Makes the series of this label's value be there, empty, before anything was observed.
  public void announce(String value) {
    Series _ = series(value);
  }

  public void observe(String value, Duration took) {
    series(value).observe(took);
  }
}
