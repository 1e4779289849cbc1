package io.parley.edge.socket;

import io.parley.edge.EdgeConfig.SocketLimits;
import java.util.concurrent.TimeUnit;

/// How fast one socket is, and how often it was wrong. Owned by its event loop; times are monotonic
/// nanoseconds.
final class Meter {
  private static final long BAD_WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int FRAMES_BURST = 3;
  private static final int RESEND_COST = 3;

  private final Limits limits;
  private long sends;
  private long frames;
  private long badSince;
  private int bad;

  /// Shared by all sockets.
  record Limits(RateLimit sends, RateLimit frames, int badFramesPerMinute) {
    static Limits of(SocketLimits limits) {
      return new Limits(
          new RateLimit(limits.sendsPerSecond(), limits.sendsBurst()),
          new RateLimit(limits.framesPerSecond(), FRAMES_BURST * limits.framesPerSecond()),
          limits.badFramesPerMinute());
    }
  }

  Meter(Limits limits, long now) {
    this.limits = limits;
    this.sends = limits.sends().full(now);
    this.frames = limits.frames().full(now);
    this.badSince = now;
  }

  /// Counts a frame that was read; how long to wait before the next one is.
  long frame(long now) {
    frames = limits.frames().take(frames, now, 1);
    return limits.frames().waitNanos(frames, now, 1);
  }

  /// Counts a message; 0 when it is not too many, else how long to wait. A resend costs the router
  /// a search, so it counts more.
  long message(boolean resend, long now) {
    int cost = resend ? RESEND_COST : 1;
    long wait = limits.sends().waitNanos(sends, now, cost);
    if (wait == 0) {
      sends = limits.sends().take(sends, now, cost);
    }
    return wait;
  }

  /// Counts a bad frame; true when that was one too many.
  boolean bad(long now) {
    if (now - badSince > BAD_WINDOW_NANOS) {
      badSince = now;
      bad = 0;
    }
    bad++;
    return bad > limits.badFramesPerMinute();
  }
}
