package io.parley.edge.accounts;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// A token bucket for each key: `burst` at once, then `perMinute`. It remembers the keys used last;
/// one that is forgotten starts with a full bucket. Any thread.
final class Throttle {
  private final long intervalNanos;
  private final long toleranceNanos;
  private final LongSupplier nanoTime;
  private final Map<String, Long> emptyAgainAt;

  Throttle(int burst, int perMinute, int keysMax, LongSupplier nanoTime) {
    this.intervalNanos = Duration.ofMinutes(1).toNanos() / perMinute;
    this.toleranceNanos = (burst - 1) * intervalNanos;
    this.nanoTime = nanoTime;
    this.emptyAgainAt =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > keysMax;
          }
        };
  }

  /// Takes one of the key's tokens if there is one.
  ///
  /// @return zero if it was taken, else how long until there is one
  synchronized Duration take(String key) {
    long now = nanoTime.getAsLong();
    long ahead = Math.max(0, emptyAgainAt.getOrDefault(key, now) - now);
    if (ahead > toleranceNanos) {
      return Duration.ofNanos(ahead - toleranceNanos);
    }
    emptyAgainAt.put(key, now + ahead + intervalNanos);
    return Duration.ZERO;
  }

  /// Gives back a token of a key, for a try that turned out not to count. Of a key that was
  /// forgotten since there is nothing to give back: its bucket is full.
  synchronized void giveBack(String key) {
    emptyAgainAt.computeIfPresent(key, (_, at) -> at - intervalNanos);
  }

  synchronized int keys() {
    return emptyAgainAt.size();
  }
}
