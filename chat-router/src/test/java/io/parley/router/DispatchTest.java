package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.memory.MemoryHistory;
import io.parley.presence.SessionLookup;
import io.parley.protocol.v1.Answer;
import io.parley.protocol.v1.Delivery;
import io.parley.router.Dispatch.Send;
import io.parley.router.core.MachineLimits;
import io.parley.router.core.RouterMachine;
import io.parley.runtime.RequestId;
import io.parley.runtime.resilience.RetryAfter;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DispatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final MemoryHistory HISTORY = new MemoryHistory();

  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor timer = new ManualExecutor(clock);
  private final OwnThread lane = new OwnThread();
  private final Edges edges = new Edges();
  private final AtomicInteger givenUp = new AtomicInteger();
  private final RouterTools tools =
      new RouterTools(
          new RouterTools.Ports(
              new ChatRouter.Neighbours(
                  HISTORY.log(),
                  HISTORY.reader(),
                  HISTORY.inboxes(),
                  HISTORY.membership(),
                  new Nobody()),
              edges,
              () -> CompletableFuture.completedStage(1L)),
          new RouterTools.Rules(new RouterMachine(MachineLimits.STANDARD), MachineLimits.STANDARD),
          new RouterTools.Bounds(0, 1, new AtomicInteger(), PATIENCE),
          new EdgeSlots(clock::nanoTime),
          new RouterMetrics() {
            @Override
            public void gaveUpDelivery() {
              givenUp.incrementAndGet();
            }
          },
          new RouterTools.Clocks(clock, clock::nanoTime, this::later));

  private Runnable later(Duration delay, Runnable work) {
    Future<?> waiting = timer.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> waiting.cancel(false);
  }

  private static final class Nobody implements SessionLookup {
    @Override
    public CompletionStage<Located> locate(Wanted wanted) {
      return CompletableFuture.completedStage(Located.NOWHERE);
    }

    @Override
    public Set<Integer> lastKnownSlots() {
      return Set.of();
    }
  }

  /// Not now.
  private static final class Refusal extends RuntimeException implements RetryAfter {
    @Override
    public Duration retryAfter() {
      return Duration.ofSeconds(1);
    }
  }

  /// Confirms at once, except for the slots it is told otherwise about.
  private static final class Edges implements Deliveries {
    final List<String> sent = new ArrayList<>();
    final Map<Integer, CompletableFuture<?>> instead = new HashMap<>();

    @Override
    public CompletionStage<?> send(int slot, Delivery delivery, Optional<RequestId> requestId) {
      sent.add(slot + ":" + delivery.getAnswer().getSession());
      CompletableFuture<?> otherwise = instead.get(slot);
      return otherwise == null ? CompletableFuture.completedStage(null) : otherwise;
    }
  }

  /// Is confirmed as soon as somebody has seen that it is not.
  private static final class LastMoment<T> extends CompletableFuture<T> {
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new LastMoment<>();
    }

    @Override
    public boolean isDone() {
      boolean was = super.isDone();
      boolean _ = complete(null);
      return was;
    }
  }

  private static Send to(int slot, long number) {
    return new Send(
        slot,
        Delivery.newBuilder().setAnswer(Answer.newBuilder().setSession(number)).build(),
        Optional.empty());
  }

  private CompletableFuture<Void> run(List<Send> sends) {
    CompletableFuture<Void> all = new CompletableFuture<>();
    lane.execute(() -> {
      CompletionStage<?> _ =
          new Dispatch(sends, lane, tools)
              .run()
              .whenComplete((_, failure) -> {
                if (failure == null) {
                  all.complete(null);
                } else {
                  all.completeExceptionally(failure);
                }
              });
    });
    return all;
  }

  private static boolean isWell(CompletableFuture<Void> done) {
    return done.isDone() && !done.isCompletedExceptionally();
  }

  @Test
  void manyGoOutInOrderAndNothingWaitsAfterwards() {
    List<Send> sends = LongStream.range(0, 1_100).mapToObj(i -> to(1, i)).toList();
    assertTrue(isWell(run(sends)));
    assertEquals(LongStream.range(0, 1_100).mapToObj(i -> "1:" + i).toList(), edges.sent);
    assertEquals(0, timer.waiting());
  }

  @Test
  void whatWasRefusedIsSentAgainWhenItWasToldToAndNothingElse() {
    edges.instead.put(2, CompletableFuture.failedFuture(new Refusal()));
    CompletableFuture<Void> done = run(List.of(to(1, 1), to(2, 2), to(3, 3)));
    timer.advance(Duration.ofMillis(999));
    assertEquals(List.of("1:1", "2:2", "3:3"), edges.sent);
    edges.instead.clear();
    timer.advance(Duration.ofMillis(1));
    assertEquals(List.of("1:1", "2:2", "3:3", "2:2"), edges.sent);
    assertTrue(isWell(done));
    assertEquals(0, givenUp.get());
  }

  @Test
  void deadPartitionIsGivenUpAndPassedOverUntilItConfirms() {
    edges.instead.put(2, new CompletableFuture<>());
    CompletableFuture<Void> done = run(List.of(to(2, 2)));
    timer.advance(PATIENCE.minusMillis(1));
    assertTrue(isWell(run(List.of(to(1, 1)))));
    assertFalse(done.isDone());
    timer.advance(Duration.ofMillis(1));
    assertTrue(isWell(done));
    assertEquals(1, givenUp.get());

    // nobody waits for it any more; one is tried
    CompletableFuture<Void> trial = new CompletableFuture<>();
    edges.instead.put(2, trial);
    assertTrue(isWell(run(List.of(to(2, 3), to(1, 4), to(2, 5)))));
    assertEquals(List.of("2:2", "1:1", "2:3", "1:4"), edges.sent);
    assertEquals(2, givenUp.get());

    edges.instead.clear();
    trial.complete(null);
    assertTrue(isWell(run(List.of(to(2, 6), to(2, 7)))));
    assertEquals(List.of("2:6", "2:7"), edges.sent.subList(4, 6));
    assertEquals(2, givenUp.get());
  }

  @Test
  void whatIsConfirmedWhenPatienceEndsHoldsUpNobody() {
    edges.instead.put(2, new LastMoment<>());
    CompletableFuture<Void> done = run(List.of(to(2, 2)));
    timer.advance(PATIENCE.minusMillis(1));
    assertTrue(isWell(run(List.of(to(1, 1)))));
    timer.advance(Duration.ofMillis(1));
    assertTrue(isWell(done));
    assertEquals(0, givenUp.get());
  }

  @Test
  void brokersThatWentAwayInTheMiddleAreNotADeadPartition() {
    edges.instead.put(2, new CompletableFuture<>());
    CompletableFuture<Void> first = run(List.of(to(1, 1), to(2, 2)));
    timer.advance(PATIENCE);
    assertTrue(first.isCompletedExceptionally());
    assertEquals(0, givenUp.get());
    // the batch is run again, and only one of them is back
    CompletableFuture<Void> second = run(List.of(to(1, 1), to(2, 2)));
    timer.advance(PATIENCE);
    assertTrue(isWell(second));
    assertEquals(1, givenUp.get());
  }

  @Test
  void whatWasNotConfirmedLongAgoSaysNothingOfWhoIsThereNow() {
    edges.instead.put(2, new CompletableFuture<>());
    assertTrue(failsAfterPatience(run(List.of(to(2, 1)))));
    // its edge is gone, others are told, and much later another edge has the slot
    timer.advance(PATIENCE.multipliedBy(4));
    assertTrue(isWell(run(List.of(to(1, 2)))));
    assertTrue(failsAfterPatience(run(List.of(to(2, 3)))));
    assertEquals(0, givenUp.get());
  }

  @Test
  void whatWasNotConfirmedIsForgottenOnceItIsGivenUp() {
    edges.instead.put(2, new CompletableFuture<>());
    CompletableFuture<Void> done = run(List.of(to(2, 1)));
    timer.advance(PATIENCE.minusMillis(1));
    assertTrue(isWell(run(List.of(to(1, 2)))));
    timer.advance(Duration.ofMillis(1));
    assertTrue(isWell(done));
    assertEquals(1, givenUp.get());
    long memory = PATIENCE.multipliedBy(4).toNanos();
    assertTrue(tools.slots().outlivedBy(2, clock.nanoTime(), memory) <= 0);
  }

  private boolean failsAfterPatience(CompletableFuture<Void> done) {
    timer.advance(PATIENCE);
    return done.isCompletedExceptionally();
  }

  @Test
  void whatWeRefuseOurselvesIsNobodysFault() {
    edges.instead.put(2, CompletableFuture.failedFuture(new Refusal()));
    CompletableFuture<Void> done = run(List.of(to(2, 2)));
    timer.advance(PATIENCE.minusMillis(1));
    assertTrue(isWell(run(List.of(to(1, 1)))));
    timer.advance(Duration.ofMillis(1));
    assertTrue(done.isCompletedExceptionally());
    assertEquals(0, givenUp.get());
  }

  @Test
  void batchFailsWhenNobodyCanBeTold() {
    edges.instead.put(1, CompletableFuture.failedFuture(new IllegalStateException("away")));
    edges.instead.put(2, new CompletableFuture<>());
    CompletableFuture<Void> done = run(List.of(to(1, 1), to(2, 2)));
    timer.advance(PATIENCE);
    assertTrue(done.isCompletedExceptionally());
    assertEquals(0, givenUp.get());
  }
}
