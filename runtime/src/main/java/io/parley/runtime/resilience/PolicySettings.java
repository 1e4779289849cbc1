package io.parley.runtime.resilience;

import io.parley.runtime.config.Require;
import java.time.Duration;

/// The bounds of one kind of remote call.
///
/// @param deadline the time a caller waits at most, attempts and the waits between them together.
/// @param attemptDeadline the time one attempt may take.
/// @param maxConcurrentCalls calls under way at once, waits between attempts included; one more is
///   refused.
/// @param retry how an idempotent call is repeated.
/// @param breaker when the callee is taken for down.
public record PolicySettings(
    Duration deadline,
    Duration attemptDeadline,
    int maxConcurrentCalls,
    RetrySettings retry,
    BreakerSettings breaker) {

  public PolicySettings {
    Require.positive(attemptDeadline, "attemptDeadline");
    Require.atLeast(attemptDeadline, deadline, "deadline");
    Require.atLeast(1, maxConcurrentCalls, "maxConcurrentCalls");
  }

  public static PolicySettings defaults() {
    return new PolicySettings(
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        1_024,
        RetrySettings.defaults(),
        BreakerSettings.defaults());
  }
}
