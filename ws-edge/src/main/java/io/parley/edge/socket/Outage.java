package io.parley.edge.socket;

import io.parley.runtime.resilience.StageFailure;
import io.parley.runtime.resilience.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether the registry has been away for so long that devices may have missed something. Any
/// thread.
final class Outage {
  /// Shorter ones are hiccups: a router asks again within this.
  private static final Duration LEAST = Duration.ofSeconds(3);

  /// Calls go on to succeed on a registry that has lost its data, until this edge's next renewal
  /// finds out. Telling devices too much costs little.
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private Instant lastGood;
  private @Nullable Instant badSince;

  Outage(Instant now) {
    this.lastGood = now;
  }

  /// A call failed. It begins an outage only when the registry was asked and did not answer as it
  /// should.
  synchronized void failed(Throwable fault, Instant now) {
    if (badSince == null && wasAsked(fault)) {
      badSince = now;
    }
  }

  private static boolean wasAsked(Throwable fault) {
    return !(StageFailure.of(fault) instanceof UnavailableException unavailable)
        || switch (unavailable.reason()) {
          case TIMED_OUT, FAILED -> true;
          // the edge's own doing
          case TOO_MANY_CALLS -> false;
          // follows calls that failed, and those have begun it
          case BREAKER_OPEN -> false;
        };
  }

  /// Empty, or when an outage ends with this: [#goodUntil] as it was then.
  synchronized Optional<Instant> succeeded(Instant now) {
    Instant since = badSince;
    Instant good = goodUntil();
    badSince = null;
    lastGood = now;
    boolean wasLong = since != null && Duration.between(since, now).compareTo(LEAST) >= 0;
    return wasLong ? Optional.of(good) : Optional.empty();
  }

  /// The time up to which nobody can have missed anything on account of the registry.
  synchronized Instant goodUntil() {
    return lastGood.minus(MARGIN);
  }
}
