package io.parley.ids;

/// Why a [LeasedIdSource] gave no id.
public enum RefusalReason {
  /// No lease yet, or it was lost and the next one is not granted yet; also after stop.
  NO_LEASE,
  /// The lease was not renewed in time, or the process slept: it can no longer be proven held.
  LEASE_LAPSED,
  /// The lease table was empty or restored: earlier holders may still believe in their leases.
  QUARANTINED,
  /// The wall clock is too far behind what was minted already, or behind the lease's first tick.
  CLOCK_BEHIND,
  /// The wall clock is past the last tick the lease covers: it runs ahead of the lease table's.
  CLOCK_AHEAD
}
