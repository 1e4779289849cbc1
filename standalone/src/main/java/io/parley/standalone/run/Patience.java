package io.parley.standalone.run;

import io.parley.runtime.Surroundings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waits for one piece of work as long as it gets on: a machine that is slow is given its time, and
/// one that says nothing is given up soon.
final class Patience {
  /// How many silences all of it may take.
  private static final int SILENCES = 5;

  private final Duration silence;
  private final Surroundings surroundings;
  private final long began;
  private volatile long heardAt;

  /// Begins to wait.
  ///
  /// @param silence how long nothing may be heard; five times that may all take
  Patience(Duration silence, Surroundings surroundings) {
    this.silence = silence;
    this.surroundings = surroundings;
    this.began = now();
    this.heardAt = began;
  }

  /// It gets on. Any thread.
  void renew() {
    heardAt = now();
  }

  /// The same, or a [TimeoutException] that says why nobody waits for it any longer.
  ///
  /// @param who does it
  <T> CompletableFuture<T> with(String who, CompletionStage<T> work) {
    CompletableFuture<T> awaited = work.toCompletableFuture().copy();
    look(who, awaited);
    return awaited;
  }

  private void look(String who, CompletableFuture<?> awaited) {
    long untilSilent = heardAt + silence.toNanos() - now();
    long untilOver = began + SILENCES * silence.toNanos() - now();
    if (untilOver <= 0) {
      give(awaited, who + " was not done within " + SILENCES * silence.toSeconds() + " s");
    } else if (untilSilent <= 0) {
      give(awaited, who + " did not answer within " + silence.toSeconds() + " s");
    } else if (!awaited.isDone()) {
      Future<?> next =
          surroundings
              .timer()
              .schedule(
                  () -> look(who, awaited), Math.min(untilSilent, untilOver), TimeUnit.NANOSECONDS);
      CompletableFuture<?> _ = awaited.whenComplete((_, _) -> next.cancel(false));
    }
  }

  private static void give(CompletableFuture<?> awaited, String up) {
    awaited.completeExceptionally(new TimeoutException(up));
  }

  private long now() {
    return surroundings.nanoTime().getAsLong();
  }
}
