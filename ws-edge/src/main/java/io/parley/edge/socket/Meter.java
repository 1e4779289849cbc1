package io.parley.edge.socket;

import io.parley.edge.EdgeConfig.SocketLimits;

/// How fast one device is; before its hello, one connection. Times are monotonic nanoseconds.
///
/// Any thread: a session goes on with the meter of the one it displaces, which may still run on
/// another event loop.
final class Meter {
  private static final int FRAMES_BURST = 3;
  private static final int MARKS_BURST = 2;
  private static final int RESEND_COST = 3;

  /// Users that a command may name for each token more that it costs.
  private static final int USERS_OF_A_TOKEN = 50;

  private final Limits limits;
  private long sends;
  private long marks;
  private long frames;

  /// Shared by all.
  record Limits(RateLimit sends, RateLimit marks, RateLimit frames) {
    static Limits of(SocketLimits limits) {
      return new Limits(
          new RateLimit(limits.sendsPerSecond(), limits.sendsBurst()),
          new RateLimit(limits.marksPerSecond(), MARKS_BURST * limits.marksPerSecond()),
          new RateLimit(limits.framesPerSecond(), FRAMES_BURST * limits.framesPerSecond()));
    }
  }

  Meter(Limits limits, long now) {
    this.limits = limits;
    this.sends = limits.sends().full(now);
    this.marks = limits.marks().full(now);
    this.frames = limits.frames().full(now);
  }

  /// Counts a frame that was read; how long to wait before the next one is.
  synchronized long frame(long now) {
    frames = limits.frames().take(frames, now, 1);
    return limits.frames().waitNanos(frames, now, 1);
  }

  /// Counts a message; 0 when it is not too many, else how long to wait. A resend costs the router
  /// a search, so it counts more.
  synchronized long message(boolean resend, long now) {
    return send(resend ? RESEND_COST : 1, now);
  }

  /// Counts a command about a group or channel, or about one's own lists, as [#message] does. What
  /// names many users costs more, but never more than a full bucket has.
  ///
  /// @param users that it names
  synchronized long command(int users, long now) {
    return send(Math.min(1 + users / USERS_OF_A_TOKEN, limits.sends().burst()), now);
  }

  private long send(int cost, long now) {
    long wait = limits.sends().waitNanos(sends, now, cost);
    if (wait == 0) {
      sends = limits.sends().take(sends, now, cost);
    }
    return wait;
  }

  /// Counts a mark, as [#message] does.
  synchronized long mark(long now) {
    long wait = limits.marks().waitNanos(marks, now, 1);
    if (wait == 0) {
      marks = limits.marks().take(marks, now, 1);
    }
    return wait;
  }

  /// Whether it is as good as a new one.
  synchronized boolean isRested(long now) {
    return sends - now <= 0 && marks - now <= 0 && frames - now <= 0;
  }
}
