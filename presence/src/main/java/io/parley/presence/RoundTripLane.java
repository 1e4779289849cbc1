package io.parley.presence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// One round trip after another, in the order asked: two that were under way at once would take
/// effect in either order, as they go on connections of their own. Whoever asks meanwhile waits and
/// goes with the next, as many as fit; so who comes alone is served at once, and a storm of
/// reconnects costs few round trips.
///
/// A round trip that fails fails those who went with it; the others go on, and fail at once where
/// the breaker of the round trips is open by then. Any thread.
final class RoundTripLane<S, A> {
  private final Function<List<S>, CompletionStage<List<A>>> roundTrip;
  private final ToIntFunction<S> size;
  private final int atOnce;
  private final int waitingMax;

  // guarded by this; at most `waitingMax`
  private final Queue<Asked<S, A>> waiting = new ArrayDeque<>();
  private boolean underWay;

  private record Asked<S, A>(S step, CompletableFuture<A> answer) {}

  /// @param roundTrip takes these steps, in order, and answers each, in the same order
  /// @param size of a step
  /// @param atOnce how much goes in one round trip; what is larger goes alone
  /// @param waitingMax steps that may wait; more are refused
  RoundTripLane(
      Function<List<S>, CompletionStage<List<A>>> roundTrip,
      ToIntFunction<S> size,
      int atOnce,
      int waitingMax) {
    this.roundTrip = roundTrip;
    this.size = size;
    this.atOnce = atOnce;
    this.waitingMax = waitingMax;
  }

  /// Completes with what the round trip answers to this step.
  CompletionStage<A> ask(S step) {
    Asked<S, A> asked = new Asked<>(step, new CompletableFuture<>());
    synchronized (this) {
      if (waiting.size() >= waitingMax) {
        return CompletableFuture.failedStage(
            new IllegalStateException(
                "registry: %d calls wait (expected: fewer)".formatted(waiting.size())));
      }
      waiting.add(asked);
    }
    goOn();
    return asked.answer().minimalCompletionStage();
  }

  /// A loop: where each round trip fails as soon as it begins, all who wait fail one after another
  /// and not one within another.
  private void goOn() {
    List<Asked<S, A>> next = next();
    while (!next.isEmpty()) {
      List<Asked<S, A>> asked = next;
      CompletableFuture<List<A>> answer = begin(asked);
      if (!answer.isDone()) {
        CompletableFuture<?> _ =
            answer.whenComplete((answers, fault) -> {
              ended();
              // before anybody is told: whoever asks again at once comes behind those that wait
              goOn();
              tell(asked, answers, fault);
            });
        return;
      }
      ended();
      next = next();
      CompletableFuture<?> _ = answer.whenComplete((answers, fault) -> tell(asked, answers, fault));
    }
  }

  private CompletableFuture<List<A>> begin(List<Asked<S, A>> asked) {
    try {
      return roundTrip.apply(asked.stream().map(Asked::step).toList()).toCompletableFuture();
    } catch (RuntimeException e) {
      // nobody would go on otherwise
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized void ended() {
    underWay = false;
  }

  /// Those that wait and go now, in one round trip; none while one is under way.
  private synchronized List<Asked<S, A>> next() {
    List<Asked<S, A>> next = new ArrayList<>();
    if (underWay) {
      return next;
    }
    int together = 0;
    for (Asked<S, A> first = waiting.peek(); first != null; first = waiting.peek()) {
      together += size.applyAsInt(first.step());
      if (together > atOnce && !next.isEmpty()) {
        break;
      }
      next.add(waiting.remove());
    }
    underWay = !next.isEmpty();
    return next;
  }

  private static <S, A> void tell(
      List<Asked<S, A>> asked, @Nullable List<A> answers, @Nullable Throwable fault) {
    if (answers != null) {
      for (int i = 0; i < asked.size(); i++) {
        asked.get(i).answer().complete(answers.get(i));
      }
    } else {
      Throwable why = fault == null ? new IllegalStateException("registry: no answer") : fault;
      asked.forEach(each -> each.answer().completeExceptionally(why));
    }
  }
}
