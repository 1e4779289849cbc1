package io.parley.edge.socket;

/// Whether something has happened too often within any minute: remembers when the last of it
/// happened, as many as a minute may have. Pure; times are monotonic nanoseconds.
final class SlidingWindow {
  static final long LENGTH_NANOS = 60_000_000_000L;

  /// The oldest is the next to be written over.
  private final long[] times;

  private long count;

  /// @param most that may happen within a minute
  SlidingWindow(int most) {
    this.times = new long[most];
  }

  /// It happened again; true when that was one too many.
  boolean add(long now) {
    int at = (int) (count % times.length);
    boolean tooMany = count >= times.length && now - times[at] < LENGTH_NANOS;
    times[at] = now;
    count++;
    return tooMany;
  }
}
