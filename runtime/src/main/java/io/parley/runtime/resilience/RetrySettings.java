package io.parley.runtime.resilience;

import io.parley.runtime.config.Require;
import java.time.Duration;

/// How a call that may be repeated is repeated.
///
/// @param maxAttempts attempts in all, the first included; 1 means never again.
/// @param firstDelay the wait after the first failure; it doubles with each further one.
/// @param maxDelay the longest wait between two attempts.
public record RetrySettings(int maxAttempts, Duration firstDelay, Duration maxDelay) {

  public RetrySettings {
    Require.atLeast(1, maxAttempts, "maxAttempts");
    // The retry library counts in milliseconds
    Require.atLeast(Duration.ofMillis(1), firstDelay, "firstDelay");
    Require.atLeast(firstDelay, maxDelay, "maxDelay");
  }

  public static RetrySettings defaults() {
    return new RetrySettings(3, Duration.ofMillis(50), Duration.ofSeconds(1));
  }
}
