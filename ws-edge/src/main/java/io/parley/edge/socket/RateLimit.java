package io.parley.edge.socket;

/// A token bucket whose whole state is one number kept by the caller: the time at which the bucket
/// would be full again (GCRA). A state of [#full] is a full bucket.
///
/// Pure; times are monotonic nanoseconds.
final class RateLimit {
  private final int burst;
  private final long intervalNanos;
  private final long burstNanos;

  /// @param perSecond tokens that come back
  /// @param burst tokens that a full bucket holds
  RateLimit(int perSecond, int burst) {
    this.burst = burst;
    this.intervalNanos = 1_000_000_000L / perSecond;
    this.burstNanos = intervalNanos * burst;
  }

  /// What no cost may exceed: it could never be paid.
  int burst() {
    return burst;
  }

  long full(long now) {
    return now;
  }

  /// How long until `cost` tokens are there; 0: now.
  long waitNanos(long state, long now, int cost) {
    return Math.max(0, fill(state, now) + cost * intervalNanos - now - burstNanos);
  }

  /// The state after `cost` tokens were taken.
  long take(long state, long now, int cost) {
    return fill(state, now) + cost * intervalNanos;
  }

  private static long fill(long state, long now) {
    return state - now > 0 ? state : now;
  }
}
