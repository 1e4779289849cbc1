package io.parley.runtime.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.parley.runtime.Surroundings;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The one place policies come from. One instance per process, made when the process is wired;
/// services ask it for a policy per kind of call while they are built, and keep what they get.
///
/// Safe for any thread.
public final class Policies {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}/[a-z0-9-]{1,32}");

  private final Surroundings surroundings;
  private final PolicyMetrics metrics;
  private final Set<String> names = ConcurrentHashMap.newKeySet();

  /// The timer of `surroundings` fires deadlines and repetitions, and continuations of callers run
  /// on it after either. It should drop cancelled tasks, since nearly every deadline is cancelled.
  public Policies(Surroundings surroundings, PolicyMetrics metrics) {
    this.surroundings = surroundings;
    this.metrics = metrics;
  }

  /// The policy of one kind of call, named `callee/operation` (`cassandra/write`). The name is a
  /// metric label, so it is checked, and given away once.
  public Policy policy(String name, PolicySettings settings, FailureRule rule) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "policy: %s (expected: callee/operation, each of [a-z0-9-])".formatted(name));
    }
    if (!names.add(name)) {
      throw new IllegalArgumentException("policy: %s (expected: a name not taken)".formatted(name));
    }
    RetrySettings retry = settings.retry();
    Backoff backoff = new Backoff(retry.firstDelay(), retry.maxDelay(), surroundings.random());
    Policy policy =
        new Policy(
            new Policy.Terms(name, settings, rule),
            new Policy.Guards(
                CircuitBreaker.of(name, breakerConfig(settings.breaker())),
                Bulkhead.of(name, bulkheadConfig(settings)),
                Retry.of(name, retryConfig(retry, backoff)),
                backoff),
            surroundings,
            metrics);
    metrics.registered(policy);
    return policy;
  }

  private CircuitBreakerConfig breakerConfig(BreakerSettings settings) {
    return CircuitBreakerConfig.custom()
        // SYNCHRONIZED: of the two windows the only one that reads the clock it is given
        .slidingWindow(
            Math.toIntExact(settings.window().toSeconds()),
            settings.minimumAttempts(),
            SlidingWindowType.TIME_BASED,
            SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
        .failureRateThreshold(settings.failurePercent())
        .waitDurationInOpenState(settings.openFor())
        .permittedNumberOfCallsInHalfOpenState(settings.halfOpenAttempts())
        // Deadlines make a slow call a failed one
        .slowCallRateThreshold(100)
        .slowCallDurationThreshold(Duration.ofDays(1))
        .clock(new NanoClock(surroundings.nanoTime()))
        .build();
  }

  private static BulkheadConfig bulkheadConfig(PolicySettings settings) {
    return BulkheadConfig.custom()
        .maxConcurrentCalls(settings.maxConcurrentCalls())
        .maxWaitDuration(Duration.ZERO)
        .build();
  }

  private static RetryConfig retryConfig(RetrySettings settings, Backoff backoff) {
    return RetryConfig.custom()
        .maxAttempts(settings.maxAttempts())
        .intervalBiFunction((failures, failed) -> backoff.delay(failures).toMillis())
        .build();
  }
}
