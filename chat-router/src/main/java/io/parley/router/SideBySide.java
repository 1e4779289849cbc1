package io.parley.router;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Does the same with each of many things, a bounded number of them at a time. They begin in their
/// order. After the first failure no more begin, and the whole fails when all that began has ended:
/// nothing is under way any more when the stage completes.
///
/// Begins on the lane, and stays there.
final class SideBySide<T> {
  private final Iterator<T> things;
  private final int atOnce;
  private final Lane lane;
  private final Function<T, CompletionStage<?>> task;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private int underWay;
  private boolean beginning;
  private @Nullable Throwable failure;

  private SideBySide(
      Iterable<T> things, int atOnce, Lane lane, Function<T, CompletionStage<?>> task) {
    this.things = things.iterator();
    this.atOnce = atOnce;
    this.lane = lane;
    this.task = task;
  }

  static <T> CompletionStage<Void> forEach(
      Iterable<T> things, int atOnce, Lane lane, Function<T, CompletionStage<?>> task) {
    SideBySide<T> all = new SideBySide<>(things, atOnce, lane, task);
    all.begin();
    return all.done;
  }

  private void begin() {
    assert lane.isCurrent();
    beginning = true;
    while (failure == null && underWay < atOnce && things.hasNext()) {
      underWay++;
      CompletionStage<?> _ =
          start(things.next()).whenComplete((_, failed) -> lane.goOn(() -> ended(failed)));
    }
    beginning = false;
    if (underWay == 0) {
      if (failure == null) {
        done.complete(null);
      } else {
        done.completeExceptionally(failure);
      }
    }
  }

  /// Also an error must come to light: nobody hears what is thrown into a lane, and whoever waits
  /// for this would wait for ever.
  private CompletionStage<?> start(T thing) {
    try {
      return task.apply(thing);
    } catch (Throwable e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private void ended(@Nullable Throwable failed) {
    underWay--;
    if (failed != null && failure == null) {
      failure = failed;
    }
    if (!beginning) {
      begin();
    }
  }
}
