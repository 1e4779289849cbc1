package io.parley.history;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Many calls of one kind, only so many at once.
final class Lanes<T, R> {
  private final List<T> items;
  private final Function<T, CompletionStage<R>> call;
  private final AtomicReferenceArray<@Nullable R> results;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger open;
  private final CompletableFuture<List<R>> all = new CompletableFuture<>();

  private Lanes(List<T> items, int atOnce, Function<T, CompletionStage<R>> call) {
    this.items = items;
    this.call = call;
    this.results = new AtomicReferenceArray<>(items.size());
    this.open = new AtomicInteger(Math.min(atOnce, items.size()));
  }

  /// The results, in the order of the items. Fails with the first failure; nothing is called after
  /// it, but what is under way goes on.
  static <T, R> CompletionStage<List<R>> each(
      List<T> items, int atOnce, Function<T, CompletionStage<R>> call) {
    if (items.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    Lanes<T, R> lanes = new Lanes<>(List.copyOf(items), atOnce, call);
    int count = lanes.open.get();
    for (int lane = 0; lane < count; lane++) {
      lanes.run();
    }
    return lanes.all.minimalCompletionStage();
  }

  /// One lane: calls one item after another until none are left. A loop and not a call from each
  /// completion, since what is complete at once would pile up on the stack.
  private void run() {
    for (int item = next.getAndIncrement(); item < items.size(); item = next.getAndIncrement()) {
      int called = item;
      CompletableFuture<R> answer = call.apply(items.get(item)).toCompletableFuture();
      if (!answer.isDone()) {
        CompletableFuture<R> _ =
            answer.whenComplete((result, failure) -> {
              if (ended(called, result, failure)) {
                run();
              }
            });
        return;
      }
      if (answer.isCompletedExceptionally()) {
        all.completeExceptionally(answer.exceptionNow());
        return;
      }
      results.set(called, answer.join());
    }
    endLane();
  }

  /// Whether the lane goes on.
  private boolean ended(int item, R result, @Nullable Throwable failure) {
    if (failure != null) {
      all.completeExceptionally(failure);
      return false;
    }
    results.set(item, result);
    return !all.isDone();
  }

  private void endLane() {
    if (open.decrementAndGet() == 0) {
      all.complete(IntStream.range(0, items.size()).mapToObj(results::get).toList());
    }
  }
}
