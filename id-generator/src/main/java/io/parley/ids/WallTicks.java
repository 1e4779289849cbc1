package io.parley.ids;

import de.mkammerer.snowflakeid.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The wall clock as ticks of the layout. A clock before the epoch reads -1 and one past the 41
/// bits reads one past the last tick: both are outside every lease, and neither can overflow a sum.
final class WallTicks implements TimeSource {
  private static final Duration TICK = Duration.ofMillis(1);

  private final InstantSource wall;

  WallTicks(InstantSource wall) {
    this.wall = wall;
  }

  @Override
  public long getTicks() {
    return ofEpochMilli(wall.millis());
  }

  @Override
  public Duration getTickDuration() {
    return TICK;
  }

  @Override
  public Instant getEpoch() {
    return SnowflakeLayout.EPOCH;
  }

  static long ofEpochMilli(long epochMs) {
    long epoch = SnowflakeLayout.EPOCH.toEpochMilli();
    return epochMs < epoch ? -1 : Math.min(epochMs - epoch, SnowflakeLayout.MAX_TICK + 1);
  }
}
