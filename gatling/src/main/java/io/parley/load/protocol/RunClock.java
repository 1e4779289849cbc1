package io.parley.load.protocol;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The time of a run: seconds since it began, and when it is over. Any thread.
final class RunClock {
  private final LongSupplier nanoTime;
  private final double seconds;
  private volatile long begun;
  private volatile boolean ended;

  /// @param seconds how long it lasts, unless it ends before
  RunClock(LongSupplier nanoTime, double seconds) {
    this.nanoTime = nanoTime;
    this.seconds = seconds;
    this.begun = nanoTime.getAsLong();
  }

  void begin() {
    begun = nanoTime.getAsLong();
  }

  long now() {
    return nanoTime.getAsLong();
  }

  double second() {
    return (now() - begun) / 1e9;
  }

  long nanosAt(double second) {
    return begun + Math.round(second * TimeUnit.SECONDS.toNanos(1));
  }

  boolean isOver() {
    return ended || second() >= seconds;
  }

  /// Before its time.
  boolean isCutShort() {
    return ended;
  }

  /// Nobody says anything any more.
  void end() {
    ended = true;
  }
}
