package io.parley.presence;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Names for sockets, which rise with time: of two sessions of a device the one with the larger id
/// connected later, whichever edges they are on. That is what decides between them when both are
/// put back after the registry was lost.
///
/// Milliseconds since 1970 and 20 random bits, so that two edges do not coin the same. Between
/// edges the order is as good as their clocks. Any thread.
public final class SessionIds {
  private static final int RANDOM_BITS = 20;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final AtomicLong last = new AtomicLong();

  public SessionIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /// Positive, and larger than all before it here.
  public long next() {
    long fresh =
        (clock.millis() << RANDOM_BITS) | (random.nextLong() >>> (Long.SIZE - RANDOM_BITS));
    return last.updateAndGet(before -> Math.max(before + 1, fresh));
  }

  /// When an id was coined, by the clock of its edge.
  public static Instant coinedAt(long id) {
    return Instant.ofEpochMilli(id >>> RANDOM_BITS);
  }
}
