package io.parley.runtime.resilience;

import java.time.Duration;

/// What policies tell about themselves. Called on whatever thread a call starts or ends on; must
/// neither block nor throw.
public interface PolicyMetrics {
  PolicyMetrics NONE = new PolicyMetrics() {};

  /// Once per policy, before its first call; breaker state and calls in flight are read from it.
  default void registered(Policy policy) {}

  default void ended(String policy, CallOutcome outcome, Duration took) {}

  /// An attempt after the first is about to be made.
  default void retried(String policy) {}

  /// The callee answered, well or badly, after its attempt's deadline.
  default void answeredLate(String policy) {}
}
