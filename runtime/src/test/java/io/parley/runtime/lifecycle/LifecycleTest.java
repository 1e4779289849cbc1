package io.parley.runtime.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.FaultText;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private static final LifecycleConfig CONFIG =
      new LifecycleConfig(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(3));

  private final ManualExecutor timer = new ManualExecutor(ManualClock.atStart());
  private final Lifecycle lifecycle = new Lifecycle(CONFIG, timer);
  private final List<String> steps = new ArrayList<>();

  /// Writes down each step; ends it at once, never, or with a fault.
  private final class Part implements Component {
    private final String name;
    private final String stuckAt;
    private final String failsAt;

    Part(String name, String stuckAt, String failsAt) {
      this.name = name;
      this.stuckAt = stuckAt;
      this.failsAt = failsAt;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public CompletionStage<Void> start() {
      return step("start");
    }

    @Override
    public CompletionStage<Void> drain() {
      return step("drain");
    }

    @Override
    public CompletionStage<Void> stop() {
      return step("stop");
    }

    private CompletionStage<Void> step(String step) {
      steps.add(step + " " + name);
      if (step.equals(stuckAt)) {
        return new CompletableFuture<>();
      }
      return step.equals(failsAt)
          ? CompletableFuture.failedStage(new IllegalStateException("broken"))
          : CompletableFuture.completedStage(null);
    }
  }

  /// Comes up when the test says so.
  private final class Slow implements Component {
    private final CompletableFuture<Void> up;

    Slow(CompletableFuture<Void> up) {
      this.up = up;
    }

    @Override
    public String name() {
      return "slow";
    }

    @Override
    public CompletionStage<Void> start() {
      steps.add("start slow");
      return up;
    }

    @Override
    public CompletionStage<Void> stop() {
      steps.add("stop slow");
      return CompletableFuture.completedStage(null);
    }
  }

  private void add(String name) {
    lifecycle.add(new Part(name, "", ""));
  }

  @Test
  void startsInOrderAndEndsInReverseDrainingAllBeforeStoppingAny() {
    add("a");
    add("b");
    join(lifecycle.start());
    assertEquals(Lifecycle.Phase.READY, lifecycle.phase());
    join(lifecycle.end());
    assertEquals(List.of("start a", "start b", "drain b", "drain a", "stop b", "stop a"), steps);
    assertEquals(Lifecycle.Phase.STOPPED, lifecycle.phase());
  }

  @Test
  void aFailedStartStopsWhatHadStartedAndTellsWhy() {
    add("a");
    lifecycle.add(new Part("b", "", "start"));
    add("c");
    CompletionException fault =
        assertThrows(CompletionException.class, () -> join(lifecycle.start()));
    assertEquals("b did not start: broken", FaultText.of(fault));
    assertEquals(List.of("start a", "start b", "stop a"), steps);
  }

  @Test
  void aStartThatHangsFailsAtItsDeadline() {
    lifecycle.add(new Part("a", "start", ""));
    CompletableFuture<Void> start = lifecycle.start().toCompletableFuture();
    timer.advance(Duration.ofSeconds(9));
    assertFalse(start.isDone());
    timer.advance(Duration.ofSeconds(1));
    CompletionException fault = assertThrows(CompletionException.class, start::join);
    assertEquals("a did not start within 10 s", FaultText.of(fault));
  }

  @Test
  void aComponentThatComesUpAfterItsDeadlineIsStoppedThen() {
    CompletableFuture<Void> up = new CompletableFuture<>();
    add("a");
    lifecycle.add(new Slow(up));
    CompletableFuture<Void> start = lifecycle.start().toCompletableFuture();
    timer.advance(Duration.ofSeconds(10));
    assertThrows(CompletionException.class, start::join);
    assertEquals(List.of("start a", "start slow", "stop a"), steps);
    up.complete(null);
    assertEquals(List.of("start a", "start slow", "stop a", "stop slow"), steps);
    join(lifecycle.end());
    assertEquals("stop slow", steps.getLast());
  }

  @Test
  void aComponentThatFailsAfterItsDeadlineIsNotStopped() {
    CompletableFuture<Void> up = new CompletableFuture<>();
    lifecycle.add(new Slow(up));
    CompletableFuture<Void> start = lifecycle.start().toCompletableFuture();
    timer.advance(Duration.ofSeconds(10));
    up.completeExceptionally(new IllegalStateException("broken"));
    assertTrue(start.isCompletedExceptionally());
    assertEquals(List.of("start slow"), steps);
  }

  @Test
  void aDrainThatHangsIsCutOffAndTheOthersStillEnd() {
    add("a");
    lifecycle.add(new Part("b", "drain", ""));
    join(lifecycle.start());
    CompletableFuture<Void> end = lifecycle.end().toCompletableFuture();
    assertEquals(Lifecycle.Phase.DRAINING, lifecycle.phase());
    timer.advance(Duration.ofSeconds(5));
    assertTrue(end.isDone());
    assertEquals(List.of("start a", "start b", "drain b", "drain a", "stop b", "stop a"), steps);
  }

  @Test
  void aFaultOnTheWayDownDoesNotKeepTheOthersFromTheirs() {
    add("a");
    lifecycle.add(new Part("b", "stop", "drain"));
    join(lifecycle.start());
    CompletableFuture<Void> end = lifecycle.end().toCompletableFuture();
    timer.advance(Duration.ofSeconds(3));
    end.join();
    assertEquals("stop a", steps.getLast());
  }

  @Test
  void endingTwiceEndsOnce() {
    add("a");
    join(lifecycle.start());
    join(lifecycle.end());
    join(lifecycle.end());
    assertEquals(List.of("start a", "drain a", "stop a"), steps);
  }

  @Test
  void noDeadlineIsLeftBehind() {
    add("a");
    join(lifecycle.start());
    join(lifecycle.end());
    assertEquals(0, timer.waiting());
  }

  private static void join(CompletionStage<Void> stage) {
    stage.toCompletableFuture().join();
  }
}
