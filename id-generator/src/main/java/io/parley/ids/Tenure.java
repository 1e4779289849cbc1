package io.parley.ids;

import io.parley.ids.WorkerLeases.AcquireOutcome.Granted;
import io.parley.ids.WorkerLeases.RenewOutcome.Renewed;
import java.time.Duration;
import java.util.Optional;

/// What a holder may do with its lease: the rules of [LeasedIdSource], without its threads. Pure
/// and immutable. Nanos are readings of one process's monotonic clock and compare only with each
/// other.
///
/// @param afterTick only later ticks may be minted
/// @param throughTick no later tick may be minted
/// @param mintFromNanos the end of the quarantine
/// @param heldUntilNanos from here on the lease is not proven held
record Tenure(
    WorkerLease lease, long afterTick, long throughTick, long mintFromNanos, long heldUntilNanos) {

  /// The two clocks at one moment.
  record Now(long wallTick, long nanos) {}

  /// When a call to the lease table left and when its answer came.
  record RoundTrip(long sentNanos, long receivedNanos) {}

  /// @param lastTick the last one minted in this process under any lease: a new worker may be
  ///   smaller than the last, so only a later tick keeps ids rising
  static Tenure granted(Granted granted, long lastTick, RoundTrip call, LeaseTerms terms) {
    long quarantine = granted.settled() ? 0 : terms.quarantine().toNanos();
    return new Tenure(
        granted.lease(),
        Math.min(Math.max(granted.afterTick(), lastTick), SnowflakeLayout.MAX_TICK),
        Math.min(granted.throughTick(), SnowflakeLayout.MAX_TICK),
        // from the answer, which is after the grant: later than the table needs, never earlier
        call.receivedNanos() + quarantine,
        heldUntil(call, terms));
  }

  /// Empty when the answer came after the lease had lapsed. It must then not count, even though the
  /// table says yes: the table may have given the worker to another and lost that with its data.
  Optional<Tenure> renewed(Renewed renewed, RoundTrip call, LeaseTerms terms) {
    if (!isHeld(call.receivedNanos())) {
      return Optional.empty();
    }
    return Optional.of(
        new Tenure(
            lease,
            afterTick,
            Math.min(Math.max(throughTick, renewed.throughTick()), SnowflakeLayout.MAX_TICK),
            mintFromNanos,
            heldUntil(call, terms)));
  }

  boolean isHeld(long nanos) {
    return nanos - heldUntilNanos < 0;
  }

  boolean quarantineIsOver(long nanos) {
    return nanos - mintFromNanos >= 0;
  }

  /// The id after `lastPosition`, or why there is none. The caller keeps the position of what it
  /// got.
  IdOutcome mint(long lastPosition, Now now, LeaseTerms terms) {
    if (!isHeld(now.nanos())) {
      return refuse(RefusalReason.LEASE_LAPSED, terms.renewEvery(), terms);
    }
    if (!quarantineIsOver(now.nanos())) {
      Duration left = Duration.ofNanos(mintFromNanos - now.nanos());
      return refuse(RefusalReason.QUARANTINED, left, terms);
    }
    long used = Math.max(lastPosition, SnowflakeLayout.lastPositionOf(afterTick));
    long position = Math.max(SnowflakeLayout.firstPositionOf(now.wallTick()), used + 1);
    long tick = SnowflakeLayout.tickOfPosition(position);
    Duration tooFarAhead = Duration.ofMillis(tick - now.wallTick()).minus(terms.runAheadMax());
    if (tooFarAhead.isPositive()) {
      return refuse(RefusalReason.CLOCK_BEHIND, tooFarAhead, terms);
    }
    if (tick > throughTick) {
      return refuse(RefusalReason.CLOCK_AHEAD, terms.renewEvery(), terms);
    }
    return new IdOutcome.Minted(SnowflakeLayout.idAt(position, lease.worker()));
  }

  /// A clock may be set right long before it would have caught up by itself.
  private static IdOutcome refuse(RefusalReason reason, Duration retryAfter, LeaseTerms terms) {
    Duration longest = terms.quarantine();
    return new IdOutcome.Refused(reason, retryAfter.compareTo(longest) < 0 ? retryAfter : longest);
  }

  /// Counted from before the request was sent, so that it ends before the table's own count does.
  private static long heldUntil(RoundTrip call, LeaseTerms terms) {
    return call.sentNanos() + terms.ttl().minus(terms.safetyMargin()).toNanos();
  }
}
