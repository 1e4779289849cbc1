package io.parley.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManualExecutorTest {
  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor executor = new ManualExecutor(clock);

  /// What ran, each with the second at which it ran.
  private final List<String> ran = new ArrayList<>();

  @Test
  void nothingRunsUntilTheTestSaysSo() {
    executor.execute(note("a"));
    assertEquals(List.of(), ran);
    assertEquals(1, executor.waiting());

    assertEquals(1, executor.runDue());
    assertEquals(List.of("a@0"), ran);
    assertEquals(0, executor.waiting());
  }

  @Test
  void tasksDueTogetherRunInTheOrderOfSubmission() {
    after(1, "a");
    after(1, "b");
    executor.execute(note("c"));
    after(1, "d");

    assertEquals(4, executor.advance(Duration.ofSeconds(1)));
    assertEquals(List.of("c@0", "a@1", "b@1", "d@1"), ran);
  }

  @Test
  void tasksRunAtTheirTimesAndTimePassesWhole() {
    after(3, "c");
    after(1, "a");
    after(2, "b");

    assertEquals(2, executor.advance(Duration.ofMillis(2_500)));
    assertEquals(List.of("a@1", "b@2"), ran);
    assertEquals(2_500, TimeUnit.NANOSECONDS.toMillis(clock.nanoTime()));
    assertEquals(1, executor.waiting());
  }

  @Test
  void runDueLetsNoTimePass() {
    after(1, "a");

    assertEquals(0, executor.runDue());
    assertEquals(0, clock.nanoTime());

    clock.advance(Duration.ofSeconds(5));
    assertEquals(1, executor.runDue());
    assertEquals(List.of("a@5"), ran);
  }

  @Test
  void negativeDelayIsNow() {
    after(-5, "a");

    assertEquals(1, executor.runDue());
  }

  @Test
  void longestDelayIsNeverAndNotNow() {
    clock.advance(Duration.ofSeconds(1));
    after(Long.MAX_VALUE, "a");

    assertEquals(0, executor.advance(Duration.ofDays(10_000)));
    assertEquals(1, executor.waiting());
  }

  @Test
  void whatATaskSubmitsRunsInTheSameStepIfDue() {
    executor.execute(() -> {
      note("outer").run();
      executor.execute(note("inner"));
      after(1, "later");
    });

    assertEquals(2, executor.runDue());
    assertEquals(List.of("outer@0", "inner@0"), ran);
    assertEquals(1, executor.advance(Duration.ofSeconds(1)));
    assertEquals("later@1", ran.getLast());
  }

  @Test
  void delayOfANestedTaskCountsFromTheTimeOfItsParent() {
    ScheduledFuture<?> _ = executor.schedule(() -> after(2, "b"), 1, TimeUnit.SECONDS);
    after(4, "c");

    executor.advance(Duration.ofSeconds(10));

    assertEquals(List.of("b@3", "c@4"), ran);
  }

  @Test
  void periodicTaskRunsAtEachOfItsTimes() {
    ScheduledFuture<?> task = executor.scheduleAtFixedRate(note("p"), 1, 2, TimeUnit.SECONDS);
    ScheduledFuture<?> _ = executor.scheduleWithFixedDelay(note("q"), 2, 3, TimeUnit.SECONDS);

    assertEquals(5, executor.advance(Duration.ofSeconds(5)));
    assertEquals(List.of("p@1", "q@2", "p@3", "p@5", "q@5"), ran);
    assertFalse(task.isDone());
    assertEquals(2, task.getDelay(TimeUnit.SECONDS));
  }

  @Test
  void periodicTaskThatThrowsDoesNotRunAgain() {
    ScheduledFuture<?> task =
        executor.scheduleAtFixedRate(
            () -> {
              note("p").run();
              throw new IllegalStateException("broken");
            },
            1,
            1,
            TimeUnit.SECONDS);

    executor.advance(Duration.ofSeconds(5));

    assertEquals(List.of("p@1"), ran);
    assertEquals(
        "java.lang.IllegalStateException: broken",
        assertThrows(ExecutionException.class, task::get).getMessage());
  }

  @Test
  void periodMustBePositive() {
    assertEquals(
        "period: 0 (expected: > 0)",
        assertThrows(
                IllegalArgumentException.class,
                () -> executor.scheduleAtFixedRate(note("p"), 0, 0, TimeUnit.SECONDS))
            .getMessage());
  }

  @Test
  void cancelledTaskDoesNotRunAndDoesNotWait() {
    ScheduledFuture<?> task = executor.schedule(note("a"), 1, TimeUnit.SECONDS);

    assertTrue(task.cancel(false));
    assertEquals(0, executor.waiting());
    executor.advance(Duration.ofSeconds(2));
    assertEquals(List.of(), ran);
    assertTrue(task.isCancelled());
  }

  @Test
  void periodicTaskCanCancelItself() {
    List<ScheduledFuture<?>> self = new ArrayList<>();
    self.add(
        executor.scheduleAtFixedRate(
            () -> {
              note("p").run();
              self.getFirst().cancel(false);
            },
            1,
            1,
            TimeUnit.SECONDS));

    executor.advance(Duration.ofSeconds(5));

    assertEquals(List.of("p@1"), ran);
    assertEquals(0, executor.waiting());
  }

  @Test
  void submittedWorkGivesItsValueOrItsFault() throws Exception {
    Future<String> value = executor.submit(() -> "done");
    ScheduledFuture<String> fault =
        executor.schedule(
            () -> {
              throw new IOException("gone");
            },
            0,
            TimeUnit.SECONDS);
    assertFalse(value.isDone());

    executor.runDue();

    assertEquals("done", value.get());
    assertEquals(
        "java.io.IOException: gone",
        assertThrows(ExecutionException.class, fault::get).getMessage());
  }

  @Test
  void shutdownRefusesTheNewRunsTheOldAndEndsThePeriodic() {
    after(1, "a");
    ScheduledFuture<?> periodic = executor.scheduleAtFixedRate(note("p"), 1, 1, TimeUnit.SECONDS);

    executor.shutdown();

    assertThrows(RejectedExecutionException.class, () -> executor.execute(note("b")));
    assertTrue(executor.isShutdown());
    assertTrue(periodic.isCancelled());
    assertFalse(executor.awaitTermination(1, TimeUnit.DAYS));
    executor.advance(Duration.ofSeconds(5));
    assertEquals(List.of("a@1"), ran);
    assertTrue(executor.isTerminated());
  }

  @Test
  void periodicTaskThatShutsDownIsEnded() {
    ScheduledFuture<?> periodic =
        executor.scheduleAtFixedRate(executor::shutdown, 1, 1, TimeUnit.SECONDS);

    assertEquals(1, executor.advance(Duration.ofSeconds(5)));
    assertTrue(periodic.isCancelled());
    assertTrue(executor.isTerminated());
  }

  @Test
  void shutdownNowHandsBackWhatDidNotRun() {
    ScheduledFuture<?> a = executor.schedule(note("a"), 1, TimeUnit.SECONDS);

    assertEquals(List.of(a), executor.shutdownNow());
    assertTrue(executor.isTerminated());
    assertEquals(0, executor.advance(Duration.ofSeconds(5)));
    assertEquals(List.of(), ran);
  }

  @Test
  void workWithoutEndFailsInsteadOfHanging() {
    executor.execute(this::again);

    assertEquals(
        "1000000 tasks ran without an end",
        assertThrows(IllegalStateException.class, executor::runDue).getMessage());
  }

  private void again() {
    executor.execute(this::again);
  }

  private void after(long seconds, String name) {
    ScheduledFuture<?> _ = executor.schedule(note(name), seconds, TimeUnit.SECONDS);
  }

  private Runnable note(String name) {
    return () -> ran.add(name + "@" + TimeUnit.NANOSECONDS.toSeconds(clock.nanoTime()));
  }
}
