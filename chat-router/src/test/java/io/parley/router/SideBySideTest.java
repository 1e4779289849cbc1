package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SideBySideTest {
  private final OwnThread lane = new OwnThread();
  private final List<Integer> begun = new ArrayList<>();
  private final List<CompletableFuture<Void>> underWay = new ArrayList<>();

  private CompletableFuture<Void> start(int things, Function<Integer, CompletionStage<?>> task) {
    CompletableFuture<Void> all = new CompletableFuture<>();
    lane.execute(() -> {
      CompletionStage<?> _ =
          SideBySide.forEach(IntStream.range(0, things).boxed().toList(), 2, lane, task)
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

  private CompletionStage<?> slow(int thing) {
    begun.add(thing);
    CompletableFuture<Void> one = new CompletableFuture<>();
    underWay.add(one);
    return one;
  }

  @Test
  void noMoreThanAllowedAreUnderWay() {
    CompletableFuture<Void> all = start(3, this::slow);
    assertEquals(List.of(0, 1), begun);
    underWay.get(1).complete(null);
    assertEquals(List.of(0, 1, 2), begun);
    underWay.get(2).complete(null);
    assertFalse(all.isDone());
    underWay.get(0).complete(null);
    assertTrue(all.isDone());
  }

  @Test
  void afterAFailureNoMoreBeginAndTheRestIsAwaited() {
    CompletableFuture<Void> all = start(5, this::slow);
    underWay.get(0).completeExceptionally(new IllegalStateException("one"));
    assertEquals(List.of(0, 1), begun);
    assertFalse(all.isDone());
    underWay.get(1).complete(null);
    assertTrue(all.isCompletedExceptionally());
  }

  @Test
  void errorThatATaskThrowsFailsTheWhole() {
    CompletableFuture<Void> all =
        start(
            1,
            _ -> {
              throw new AssertionError("a bug");
            });
    assertTrue(all.isCompletedExceptionally());
  }

  @Test
  void manyThatEndAtOnceNeedNoStack() {
    CompletableFuture<Void> all = start(100_000, _ -> CompletableFuture.completedStage(null));
    assertTrue(all.isDone());
    assertFalse(all.isCompletedExceptionally());
  }
}
