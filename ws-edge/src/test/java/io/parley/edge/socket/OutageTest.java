package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.runtime.Surroundings;
import io.parley.runtime.resilience.BreakerSettings;
import io.parley.runtime.resilience.FailureRule;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.Policy;
import io.parley.runtime.resilience.PolicyMetrics;
import io.parley.runtime.resilience.PolicySettings;
import io.parley.runtime.resilience.RetrySettings;
import io.parley.runtime.resilience.StageFailure;
import io.parley.runtime.resilience.UnavailableException;
import io.parley.runtime.resilience.UnavailableException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutageTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Surroundings surroundings = Surroundings.real();
  private final Outage outage = new Outage(START);

  @AfterEach
  void close() {
    surroundings.close();
  }

  private static Instant at(long second) {
    return START.plusSeconds(second);
  }

  /// What a call is given up with when one that hangs has the only place, or the breaker is open.
  private Throwable fault(Reason reason) {
    BreakerSettings breaker =
        new BreakerSettings(50, Duration.ofSeconds(3), 1, Duration.ofMinutes(1), 1);
    PolicySettings settings =
        new PolicySettings(
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            1,
            new RetrySettings(1, Duration.ofMillis(1), Duration.ofMillis(1)),
            breaker);
    Policy policy =
        new Policies(surroundings, PolicyMetrics.NONE)
            .policy("redis/test", settings, FailureRule.ALL_TRANSIENT);
    boolean hangs = reason == Reason.TOO_MANY_CALLS;
    CompletionStage<Void> first =
        policy.call(() ->
            hangs
                ? new CompletableFuture<>()
                : CompletableFuture.failedStage(new IllegalStateException("connection lost")));
    CompletionStage<Void> last =
        reason == Reason.FAILED ? first : policy.call(() -> CompletableFuture.completedStage(null));
    Throwable told = last.handle((_, fault) -> fault).toCompletableFuture().join();
    assertEquals(
        reason,
        StageFailure.of(told) instanceof UnavailableException given ? given.reason() : null);
    return told;
  }

  @Test
  void aRegistryThatDidNotAnswerForLongHasAnOutage() {
    assertEquals(Optional.empty(), outage.succeeded(at(20)));
    outage.failed(fault(Reason.FAILED), at(21));
    assertEquals(Optional.of(at(10)), outage.succeeded(at(24)), "ten seconds before the last good");
    assertEquals(Optional.empty(), outage.succeeded(at(30)), "told once");
  }

  @Test
  void aHiccupIsNoOutage() {
    outage.failed(fault(Reason.FAILED), at(21));
    assertEquals(Optional.empty(), outage.succeeded(at(23)));
  }

  @Test
  void refusalsOfTooManyCallsAreNoOutage() {
    outage.failed(fault(Reason.TOO_MANY_CALLS), at(21));
    assertEquals(Optional.empty(), outage.succeeded(at(40)));
  }

  @Test
  void anOpenBreakerContinuesAnOutageAndBeginsNone() {
    Throwable open = fault(Reason.BREAKER_OPEN);
    outage.failed(open, at(21));
    assertEquals(Optional.empty(), outage.succeeded(at(40)));
    outage.failed(fault(Reason.FAILED), at(41));
    outage.failed(open, at(42));
    assertEquals(Optional.of(at(30)), outage.succeeded(at(44)));
  }

  @Test
  void whatIsToldHasAMargin() {
    Optional<Instant> _ = outage.succeeded(at(20));
    assertEquals(at(10), outage.goodUntil());
  }
}
