package io.parley.runtime.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import io.parley.runtime.Surroundings;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// The bounds of one kind of remote call; made by [Policies].
///
/// A call is admitted by the bound on concurrent calls; each attempt is admitted by the breaker,
/// which therefore sees every attempt. The stage returned always completes, at the latest when the
/// deadline has passed, with
/// - the callee's value;
/// - an [UnavailableException], when the callee is down, slow, failing or asked too much;
/// - the callee's own failure, when the [FailureRule] says that a repetition cannot help.
///
/// An attempt that misses its deadline is not cancelled, since no driver here can take a request
/// back; its late answer is counted and dropped.
///
/// Any thread may call. The first attempt starts on the caller's thread, repetitions on the
/// timer's; the stage completes on the thread that brings the answer, or on the timer's.
public final class Policy {
  private final Terms terms;
  private final Guards guards;
  private final Surroundings surroundings;
  private final PolicyMetrics metrics;
  private volatile long openedAtNanos;

  /// What was agreed on for this kind of call.
  record Terms(String name, PolicySettings settings, FailureRule rule) {}

  /// The mechanisms a call passes through.
  record Guards(CircuitBreaker breaker, Bulkhead bulkhead, Retry retry, Backoff backoff) {}

  Policy(Terms terms, Guards guards, Surroundings surroundings, PolicyMetrics metrics) {
    this.terms = terms;
    this.guards = guards;
    this.surroundings = surroundings;
    this.metrics = metrics;
    guards
        .breaker()
        .getEventPublisher()
        .onStateTransition(event -> {
          if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
            openedAtNanos = surroundings.nanoTime().getAsLong();
          }
        });
  }

  /// Calls once, never again: for what must not happen twice.
  public <T> CompletionStage<T> call(Supplier<? extends CompletionStage<T>> operation) {
    return new PolicyCall<>(this, operation, null).begin();
  }

  /// Calls, and after a failure that may pass calls again, as often as the settings allow and the
  /// deadline and the breaker permit: for what may happen twice and still mean the same.
  public <T> CompletionStage<T> callIdempotent(Supplier<? extends CompletionStage<T>> operation) {
    return new PolicyCall<>(this, operation, guards.retry().<T>asyncContext()).begin();
  }

  public String name() {
    return terms.name();
  }

  public BreakerState breakerState() {
    return switch (guards.breaker().getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
      case OPEN, FORCED_OPEN -> BreakerState.OPEN;
      case HALF_OPEN -> BreakerState.HALF_OPEN;
    };
  }

  public int callsInFlight() {
    return terms.settings().maxConcurrentCalls()
        - guards.bulkhead().getMetrics().getAvailableConcurrentCalls();
  }

  PolicySettings settings() {
    return terms.settings();
  }

  Guards guards() {
    return guards;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  PolicyMetrics metrics() {
    return metrics;
  }

  FailureKind kindOf(Throwable failure) {
    try {
      return terms.rule().kindOf(failure);
    } catch (RuntimeException broken) {
      // A rule that fails must not lose the call; not to repeat is the safe reading
      failure.addSuppressed(broken);
      return FailureKind.PERMANENT;
    }
  }

  /// When a caller refused by the breaker should come back: not before it lets attempts through.
  Duration untilBreakerTries() {
    long openForNanos = settings().breaker().openFor().toNanos();
    long sinceOpened = surroundings.nanoTime().getAsLong() - openedAtNanos;
    long left = Math.clamp(openForNanos - sinceOpened, 0, openForNanos);
    Duration least = settings().retry().firstDelay();
    Duration wait = Duration.ofNanos(left);
    return guards.backoff().atLeast(wait.compareTo(least) < 0 ? least : wait);
  }
}
