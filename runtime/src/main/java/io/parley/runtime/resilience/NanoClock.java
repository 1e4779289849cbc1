package io.parley.runtime.resilience;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/// Lends a monotonic clock to the breaker, which wants a [Clock]: its instants count from 1970 and
/// mean nothing, their differences are right whatever happens to the wall clock.
final class NanoClock extends Clock {
  private final LongSupplier nanoTime;
  private final long origin;

  NanoClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(nanoTime.getAsLong() - origin);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    // The breaker never asks for local time
    return this;
  }
}
