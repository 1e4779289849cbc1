package io.parley.runtime.resilience;

import io.parley.runtime.config.Require;
import java.time.Duration;

/// When a callee is taken for down, and how it is tried again.
///
/// @param failurePercent the share of failed attempts, in percent, at which the breaker opens.
/// @param window the time over which attempts are counted, in whole seconds.
/// @param minimumAttempts attempts within the window below which the breaker never opens.
/// @param openFor how long nothing is attempted once the breaker is open.
/// @param halfOpenAttempts attempts let through after that, which decide whether it closes or opens
///   again.
public record BreakerSettings(
    int failurePercent,
    Duration window,
    int minimumAttempts,
    Duration openFor,
    int halfOpenAttempts) {

  public BreakerSettings {
    if (failurePercent < 1 || failurePercent > 100) {
      throw new IllegalArgumentException(
          "failurePercent: %d (expected: 1..100)".formatted(failurePercent));
    }
    if (window.compareTo(Duration.ofSeconds(1)) < 0
        || !window.equals(Duration.ofSeconds(window.toSeconds()))) {
      throw new IllegalArgumentException(
          "window: %s (expected: whole seconds, >= 1)".formatted(window));
    }
    Require.atLeast(1, minimumAttempts, "minimumAttempts");
    Require.atLeast(Duration.ofMillis(1), openFor, "openFor");
    Require.atLeast(1, halfOpenAttempts, "halfOpenAttempts");
  }

  public static BreakerSettings defaults() {
    return new BreakerSettings(50, Duration.ofSeconds(10), 20, Duration.ofSeconds(2), 5);
  }
}
