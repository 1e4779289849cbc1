package io.parley.runtime.resilience;

import static io.parley.runtime.Failures.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.ManualSurroundings;
import io.parley.runtime.resilience.UnavailableException.Reason;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static final String NAME = "cassandra/write";
  private static final Duration ATTEMPT = Duration.ofMillis(500);
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final Duration OPEN_FOR = Duration.ofSeconds(3);
  private static final PolicySettings SETTINGS =
      new PolicySettings(
          DEADLINE,
          ATTEMPT,
          12,
          new RetrySettings(4, Duration.ofMillis(100), Duration.ofMillis(400)),
          new BreakerSettings(50, Duration.ofSeconds(10), 10, OPEN_FOR, 2));

  private final ManualSurroundings world = ManualSurroundings.create();
  private final ManualExecutor timer = world.executor();
  private final CollectorRegistry registry = new CollectorRegistry();
  private final Policies policies =
      new Policies(world.surroundings(), new PrometheusPolicyMetrics(registry));
  private final Callee callee = new Callee(world.clock()::nanoTime);

  @Test
  void valueComesThroughAndLeavesNoTimerBehind() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    CompletableFuture<String> call = future(policy.call(callee));
    assertEquals(1, policy.callsInFlight());
    callee.answer("done");
    assertEquals("done", call.join());
    assertEquals(0, policy.callsInFlight());
    assertEquals(0, timer.waiting());
    assertEquals(1, calls("ok"));
  }

  @Test
  void callEndsAtItsDeadlineAndTheLateAnswerIsCounted() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    CompletableFuture<String> call = future(policy.call(callee));
    timer.advance(ATTEMPT.minusNanos(1));
    assertFalse(call.isDone());
    timer.advance(Duration.ofNanos(1));
    UnavailableException failure = unavailable(call);
    assertEquals(Reason.TIMED_OUT, failure.reason());
    assertEquals(1, failure.attempts());
    callee.answer("too late");
    assertEquals(1, calls("timed_out"));
    assertEquals(1, sample("parley_policy_late_answers_total"));
    assertEquals(1, callee.timesAsked(), "a call that is not idempotent is never repeated");
  }

  @Test
  void callThatIsNotIdempotentIsNeverRepeated() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    CompletableFuture<String> call = future(policy.call(callee));
    IllegalStateException cause = new IllegalStateException("broken pipe");
    callee.fail(cause);
    UnavailableException failure = unavailable(call);
    assertEquals(Reason.FAILED, failure.reason());
    assertSame(cause, failure.getCause());
    assertEquals(0, timer.waiting());
    timer.advance(Duration.ofMinutes(1));
    assertEquals(1, callee.timesAsked());
  }

  @Test
  void idempotentCallIsRepeatedWithDoublingJitteredWaits() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    CompletableFuture<String> call = future(policy.callIdempotent(callee));
    callee.fail(new IllegalStateException("1"));
    timer.advance(Duration.ofMillis(100));
    callee.fail(new IllegalStateException("2"));
    timer.advance(Duration.ofMillis(200));
    callee.answer("third time lucky");
    assertEquals("third time lucky", call.join());
    List<Duration> gaps = callee.gaps();
    assertBetween(50, 100, gaps.get(0));
    // The second attempt failed 100 ms after the first, up to 50 ms after it was made
    assertBetween(100, 200 + 50, gaps.get(1));
    assertEquals(2, sample("parley_policy_retries_total"));
    assertEquals(1, calls("ok"));
  }

  @Test
  void attemptsAreBounded() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    CompletableFuture<String> call = future(policy.callIdempotent(callee));
    for (int i = 0; i < 4; i++) {
      callee.fail(new IllegalStateException("attempt " + i));
      timer.advance(Duration.ofMillis(400));
    }
    UnavailableException failure = unavailable(call);
    assertEquals(4, failure.attempts());
    assertEquals(4, callee.timesAsked());
    assertNotNull(failure.getCause());
    assertEquals("attempt 3", failure.getCause().getMessage());
  }

  @Test
  void attemptsAndWaitsTogetherStayWithinTheDeadline() {
    int lastAttempts = 0;
    for (int seed = 0; seed < 50; seed++) {
      ManualSurroundings seeded = ManualSurroundings.seeded(seed);
      Policy policy =
          new Policies(seeded.surroundings(), PolicyMetrics.NONE)
              .policy(NAME, SETTINGS, FailureRule.ALL_TRANSIENT);
      ManualClock clock = seeded.clock();
      long begun = clock.nanoTime();
      List<Duration> endedAfter = new ArrayList<>();
      CompletableFuture<String> call = future(policy.callIdempotent(callee));
      CompletionStage<String> _ =
          call.whenComplete((v, e) -> endedAfter.add(Duration.ofNanos(clock.nanoTime() - begun)));
      seeded.executor().advance(Duration.ofSeconds(10));
      UnavailableException failure = unavailable(call);
      assertEquals(Reason.TIMED_OUT, failure.reason());
      assertTrue(endedAfter.getFirst().compareTo(DEADLINE) <= 0, endedAfter + ", seed " + seed);
      assertEquals(0, seeded.executor().waiting());
      lastAttempts += failure.attempts() == 4 ? 1 : 0;
    }
    assertTrue(lastAttempts > 0, "some had a last attempt cut short by the deadline");
  }

  @Test
  void aRepetitionWhoseTimerRunsAfterTheDeadlineAsksNobody() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      calls.add(future(policy.callIdempotent(callee)));
      callee.fail(new IllegalStateException("broken pipe"));
    }
    // the process stood still
    world.clock().advance(DEADLINE);
    timer.runDue();
    for (CompletableFuture<String> call : calls) {
      UnavailableException failure = unavailable(call);
      assertEquals(Reason.TIMED_OUT, failure.reason());
      assertEquals(1, failure.attempts());
    }
    assertEquals(5, callee.timesAsked());
    assertEquals(5, calls("timed_out"));
    assertEquals(0, policy.callsInFlight());
    assertEquals(BreakerState.CLOSED, policy.breakerState(), "only what was asked speaks");
  }

  @Test
  void callWhoseFailureOpensTheBreakerIsNotRepeated() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    for (int i = 0; i < 9; i++) {
      CompletableFuture<String> call = future(policy.call(callee));
      callee.fail(new IllegalStateException("down"));
      assertTrue(call.isCompletedExceptionally());
    }
    CompletableFuture<String> tenth = future(policy.callIdempotent(callee));
    callee.fail(new IllegalStateException("down"));
    assertEquals(BreakerState.OPEN, policy.breakerState());
    assertEquals(Reason.FAILED, unavailable(tenth).reason());
    assertEquals(0, timer.waiting());
  }

  @Test
  void refusalComesThroughAsItIsAndSpeaksForTheCallee() {
    IllegalArgumentException no = new IllegalArgumentException("no such row");
    Policy policy = policy(failure -> FailureKind.REFUSAL);
    for (int i = 0; i < 100; i++) {
      CompletableFuture<String> call = future(policy.callIdempotent(callee));
      callee.fail(no);
      assertSame(no, failureOf(call));
    }
    assertEquals(BreakerState.CLOSED, policy.breakerState());
    assertEquals(100, callee.timesAsked());
    assertEquals(100, calls("refused"));
  }

  @Test
  void permanentFailureIsNotRepeatedButCountsAgainstTheCallee() {
    Policy policy = policy(failure -> FailureKind.PERMANENT);
    IllegalStateException broken = new IllegalStateException("schema mismatch");
    for (int i = 0; i < 10; i++) {
      CompletableFuture<String> call = future(policy.callIdempotent(callee));
      callee.fail(broken);
      assertSame(broken, failureOf(call));
    }
    assertEquals(BreakerState.OPEN, policy.breakerState());
  }

  @Test
  void breakerOpensThenTriesThenCloses() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    openBreaker(policy);
    int askedBefore = callee.timesAsked();
    timer.advance(Duration.ofSeconds(1));
    UnavailableException refused = unavailable(future(policy.call(callee)));
    assertEquals(Reason.BREAKER_OPEN, refused.reason());
    assertEquals(0, refused.attempts());
    assertBetween(2_000, 4_000, refused.retryAfter());
    assertEquals(askedBefore, callee.timesAsked(), "an open breaker asks nobody");
    assertEquals(1, state("open"));

    timer.advance(OPEN_FOR);
    CompletableFuture<String> first = future(policy.call(callee));
    assertEquals(BreakerState.HALF_OPEN, policy.breakerState());
    callee.answer("back");
    CompletableFuture<String> second = future(policy.call(callee));
    callee.answer("again");
    assertEquals("back again", first.join() + " " + second.join());
    assertEquals(BreakerState.CLOSED, policy.breakerState());
    assertEquals(1, state("closed"));
    assertEquals(0, state("open"));
  }

  @Test
  void breakerOpensAgainWhenTheTrialsFail() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    openBreaker(policy);
    timer.advance(OPEN_FOR.plusMillis(1));
    for (int i = 0; i < 2; i++) {
      CompletableFuture<String> trial = future(policy.call(callee));
      callee.fail(new IllegalStateException("still down"));
      assertEquals(Reason.FAILED, unavailable(trial).reason());
    }
    assertEquals(BreakerState.OPEN, policy.breakerState());
    assertBetween(3_000, 6_000, unavailable(future(policy.call(callee))).retryAfter());
  }

  @Test
  void repetitionsStopWhenTheBreakerOpens() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    CompletableFuture<String> waiting = future(policy.callIdempotent(callee));
    callee.fail(new IllegalStateException("first"));
    openBreaker(policy);
    int askedBefore = callee.timesAsked();
    timer.advance(Duration.ofMillis(100));
    UnavailableException failure = unavailable(waiting);
    assertEquals(Reason.BREAKER_OPEN, failure.reason());
    assertEquals(1, failure.attempts());
    assertEquals(askedBefore, callee.timesAsked());
  }

  @Test
  void oldFailuresAreForgotten() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    for (int i = 0; i < 30; i++) {
      CompletableFuture<String> call = future(policy.call(callee));
      callee.fail(new IllegalStateException("now and then"));
      assertEquals(Reason.FAILED, unavailable(call).reason());
      timer.advance(Duration.ofSeconds(2));
    }
    assertEquals(BreakerState.CLOSED, policy.breakerState());
  }

  @Test
  void oneCallTooManyIsRefusedAndRoomComesBack() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    List<CompletableFuture<String>> underWay = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      underWay.add(future(policy.call(callee)));
    }
    UnavailableException failure = unavailable(future(policy.call(callee)));
    assertEquals(Reason.TOO_MANY_CALLS, failure.reason());
    assertEquals(0, failure.attempts());
    assertTrue(failure.retryAfter().isPositive());
    assertEquals(1, calls("rejected_by_bulkhead"));
    assertEquals(12, sample("parley_policy_calls_in_flight"));
    callee.answer("room");
    assertEquals("room", underWay.getLast().join());
    assertFalse(future(policy.call(callee)).isDone());
  }

  @Test
  void whatTheOperationThrowsFailsTheStage() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    CompletableFuture<String> call =
        future(
            policy.call(() -> {
              throw new IllegalStateException("not even asked");
            }));
    assertEquals(Reason.FAILED, unavailable(call).reason());
    assertEquals(0, policy.callsInFlight());
  }

  @Test
  void brokenRuleDoesNotLoseTheCall() {
    Policy policy =
        policy(failure -> {
          throw new IllegalStateException("rule");
        });
    CompletableFuture<String> call = future(policy.callIdempotent(callee));
    IllegalArgumentException failure = new IllegalArgumentException("answer");
    callee.fail(failure);
    assertSame(failure, failureOf(call));
  }

  @Test
  void callsStillEndWhenTheTimerIsGone() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    timer.shutdown();
    assertEquals(Reason.FAILED, unavailable(future(policy.callIdempotent(callee))).reason());
    assertEquals(0, policy.callsInFlight());
  }

  @Test
  void nameIsGivenAwayOnceAndChecked() {
    Policy policy = policy(FailureRule.ALL_TRANSIENT);
    assertEquals(NAME, policy.name());
    assertThrows(IllegalArgumentException.class, () -> policy(FailureRule.ALL_TRANSIENT));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            policies.policy(
                "user/alice@example.com", PolicySettings.defaults(), FailureRule.ALL_TRANSIENT));
  }

  private Policy policy(FailureRule rule) {
    return policies.policy(NAME, SETTINGS, rule);
  }

  private void openBreaker(Policy policy) {
    for (int i = 0; i < 10; i++) {
      CompletableFuture<String> call = future(policy.call(callee));
      if (!call.isDone()) {
        callee.fail(new IllegalStateException("down"));
      }
    }
    assertEquals(BreakerState.OPEN, policy.breakerState());
  }

  private double calls(String outcome) {
    return registry.getSampleValue(
        "parley_policy_calls_total",
        new String[] {"policy", "outcome"},
        new String[] {NAME, outcome});
  }

  private double state(String state) {
    return registry.getSampleValue(
        "parley_policy_breaker_state",
        new String[] {"policy", "state"},
        new String[] {NAME, state});
  }

  private double sample(String metric) {
    return registry.getSampleValue(metric, new String[] {"policy"}, new String[] {NAME});
  }

  private static <T> CompletableFuture<T> future(CompletionStage<T> stage) {
    return stage.toCompletableFuture();
  }

  private static UnavailableException unavailable(CompletableFuture<?> call) {
    return assertInstanceOf(UnavailableException.class, failureOf(call));
  }

  private static void assertBetween(long leastMs, long mostMs, Duration actual) {
    assertTrue(
        actual.toMillis() >= leastMs && actual.toMillis() <= mostMs,
        "%s (expected: %d..%d ms)".formatted(actual, leastMs, mostMs));
  }
}
