package io.parley.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Waits for something outside the test's control, such as an engine or another process: for tests
/// against real systems only. Unit tests step a [ManualExecutor].
public final class Eventually {
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private Eventually() {}

  /// Returns as soon as the check passes; when time is up, throws what it threw last.
  public static void eventually(Duration within, Check check) {
    long until = System.nanoTime() + within.toNanos();
    while (true) {
      try {
        check.run();
        return;
      } catch (AssertionError | Exception e) {
        if (System.nanoTime() > until) {
          throw new AssertionError("not within " + within + ": " + e.getMessage(), e);
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
    }
  }

  /// An assertion that may not hold yet.
  @FunctionalInterface
  public interface Check {
    void run() throws Exception;
  }
}
