package io.parley.history;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// Writes of which a call makes many, as to the inboxes of a group. Over all calls of a process
/// they take half of the requests that there may be, so many large groups that move at once wait
/// for each other, and the events of all conversations get through beside them.
///
/// None is refused: it would be asked for again, with all the others of its batch, and be one too
/// many again. Only routers write, and the line is bounded by what they have under way: four calls
/// for each of `router.conversations-at-once`, [#OF_ONE] of each in line. Any thread.
final class ManyWrites {
  /// Writes of one call under way or in line at once.
  private static final int OF_ONE = 64;

  private final Turnstile turnstile;

  /// @param requestsMax of the process
  ManyWrites(int requestsMax) {
    this.turnstile = Turnstile.ofBoundedCallers(Math.max(1, requestsMax / 2));
  }

  <T> CompletionStage<Void> each(List<T> items, Function<T, CompletionStage<Void>> write) {
    AtomicBoolean failed = new AtomicBoolean();
    return Lanes.each(items, OF_ONE, item -> turnstile.pass(() -> unless(failed, item, write)))
        .thenAccept(_ -> {});
  }

  /// A call ends with its first failure, and is made again as a whole: what it still has in line
  /// then must not be written beside that.
  private static <T> CompletionStage<Void> unless(
      AtomicBoolean failed, T item, Function<T, CompletionStage<Void>> write) {
    if (failed.get()) {
      return CompletableFuture.completedStage(null);
    }
    return write
        .apply(item)
        .whenComplete((_, fault) -> {
          if (fault != null) {
            failed.set(true);
          }
        });
  }
}
