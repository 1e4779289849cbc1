package io.parley.runtime.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import io.parley.runtime.resilience.UnavailableException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One call on its way through a policy. Its attempts follow one another, so its fields are touched
/// by one thread at a time; each hand-over goes through a future or the timer.
final class PolicyCall<T> {
  /// Marks an attempt given up at its deadline.
  private static final class DeadlineMissed extends RuntimeException {
    DeadlineMissed(Duration deadline) {
      super("no answer within " + deadline.toMillis() + " ms", null, false, false);
    }
  }

  private final Policy policy;
  private final Supplier<? extends CompletionStage<T>> operation;
  private final Retry.@Nullable AsyncContext<T> retry;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final long startedAt;
  private int attempts;
  private @Nullable Throwable lastFailure;

  /// Without `retry` there is one attempt.
  PolicyCall(
      Policy policy,
      Supplier<? extends CompletionStage<T>> operation,
      Retry.@Nullable AsyncContext<T> retry) {
    this.policy = policy;
    this.operation = operation;
    this.retry = retry;
    this.startedAt = now();
  }

  CompletionStage<T> begin() {
    if (policy.guards().bulkhead().tryAcquirePermission()) {
      attempt();
    } else {
      count(CallOutcome.REJECTED_BY_BULKHEAD);
      result.completeExceptionally(unavailable(Reason.TOO_MANY_CALLS, pause()));
    }
    // Callers get a stage they cannot complete
    return result.minimalCompletionStage();
  }

  /// A timer may run late, as after a pause of the process: what is sent without any time left
  /// fails whatever the callee does, and must not speak against it.
  private void repeat() {
    if (timeLeft().isPositive()) {
      attempt();
    } else {
      fail(CallOutcome.TIMED_OUT, unavailable(Reason.TIMED_OUT, pause()));
    }
  }

  private void attempt() {
    CircuitBreaker breaker = policy.guards().breaker();
    if (!breaker.tryAcquirePermission()) {
      fail(
          CallOutcome.REJECTED_BY_BREAKER,
          unavailable(Reason.BREAKER_OPEN, policy.untilBreakerTries()));
      return;
    }
    attempts++;
    if (attempts > 1) {
      policy.metrics().retried(policy.name());
    }
    long begun = now();
    Duration limit = min(policy.settings().attemptDeadline(), timeLeft());
    CompletableFuture<T> answer = new CompletableFuture<>();
    ask().whenComplete((value, failure) -> settle(answer, value, failure));
    @Nullable Future<?> deadline = answer.isDone() ? null : arm(answer, limit);
    CompletionStage<T> _ =
        answer.whenComplete((value, failure) -> {
          if (deadline != null) {
            deadline.cancel(false);
          }
          Duration took = Duration.ofNanos(Math.max(0, now() - begun));
          if (failure == null) {
            succeeded(value, took);
          } else {
            failed(failure, took);
          }
        });
  }

  private CompletionStage<T> ask() {
    try {
      return operation.get();
    } catch (Throwable thrown) {
      // Whatever is thrown, even an Error, must reach the one who waits for the stage
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private void settle(CompletableFuture<T> answer, T value, @Nullable Throwable failure) {
    boolean inTime =
        failure == null
            ? answer.complete(value)
            : answer.completeExceptionally(StageFailure.of(failure));
    if (!inTime) {
      policy.metrics().answeredLate(policy.name());
    }
  }

  /// Our own timer and not Resilience4j's limiter: 2.4.0's stays scheduled after a call that
  /// failed, and completes the driver's own future, which would hide a late answer.
  private @Nullable Future<?> arm(CompletableFuture<T> answer, Duration limit) {
    try {
      return policy
          .surroundings()
          .timer()
          .schedule(
              () -> answer.completeExceptionally(new DeadlineMissed(limit)),
              limit.toNanos(),
              TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException stopping) {
      // Without a timer the call could wait for ever
      answer.completeExceptionally(stopping);
      return null;
    }
  }

  private void succeeded(T value, Duration took) {
    policy.guards().breaker().onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
    if (retry != null) {
      retry.onComplete();
    }
    release();
    count(CallOutcome.OK);
    result.complete(value);
  }

  private void failed(Throwable failure, Duration took) {
    lastFailure = failure;
    boolean timedOut = failure instanceof DeadlineMissed;
    FailureKind kind = timedOut ? FailureKind.TRANSIENT : policy.kindOf(failure);
    CircuitBreaker breaker = policy.guards().breaker();
    switch (kind) {
      case REFUSAL -> {
        breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
        fail(CallOutcome.REFUSED, failure);
      }
      case PERMANENT -> {
        breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, failure);
        fail(CallOutcome.FAILED, failure);
      }
      case TRANSIENT -> {
        breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, failure);
        if (!repeatLater(failure)) {
          CallOutcome outcome = timedOut ? CallOutcome.TIMED_OUT : CallOutcome.FAILED;
          Reason reason = timedOut ? Reason.TIMED_OUT : Reason.FAILED;
          fail(outcome, unavailable(reason, pause()));
        }
      }
    }
  }

  /// False when there will be no further attempt.
  private boolean repeatLater(Throwable failure) {
    long delayMs = retry == null ? -1 : retry.onError(failure);
    boolean breakerOpen = policy.guards().breaker().getState() == CircuitBreaker.State.OPEN;
    if (delayMs < 0 || breakerOpen || Duration.ofMillis(delayMs).compareTo(timeLeft()) >= 0) {
      return false;
    }
    try {
      Future<?> _ =
          policy.surroundings().timer().schedule(this::repeat, delayMs, TimeUnit.MILLISECONDS);
      return true;
    } catch (RejectedExecutionException stopping) {
      return false;
    }
  }

  private void fail(CallOutcome outcome, Throwable failure) {
    release();
    count(outcome);
    result.completeExceptionally(failure);
  }

  /// Before the result, so that whoever waits for it finds the room it left.
  private void release() {
    policy.guards().bulkhead().onComplete();
  }

  private void count(CallOutcome outcome) {
    Duration took = Duration.ofNanos(Math.max(0, now() - startedAt));
    policy.metrics().ended(policy.name(), outcome, took);
  }

  private UnavailableException unavailable(Reason reason, Duration retryAfter) {
    return new UnavailableException(policy.name(), reason, retryAfter, attempts, lastFailure);
  }

  /// When a caller should come back after a failure or a refusal for want of room.
  private Duration pause() {
    return policy.guards().backoff().atLeast(policy.settings().retry().maxDelay());
  }

  private Duration timeLeft() {
    return policy.settings().deadline().minusNanos(now() - startedAt);
  }

  private long now() {
    return policy.surroundings().nanoTime().getAsLong();
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
