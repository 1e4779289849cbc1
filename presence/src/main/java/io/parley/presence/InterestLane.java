package io.parley.presence;

import io.parley.protocol.v1.Head;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One round trip after another, in the order asked: two that were under way at once would take
/// effect in either order, as they go on connections of their own. Whoever asks meanwhile waits and
/// goes with the next, as many as fit; so a storm of reconnects costs few round trips.
///
/// When a round trip fails, those that wait fail with it: they would wait for the same silence. Any
/// thread.
final class InterestLane {
  private final Function<List<Step>, CompletionStage<Map<String, Head>>> roundTrip;
  private final int atOnce;
  private final int waitingMax;

  // guarded by this; at most `waitingMax`
  private final Queue<Asked> waiting = new ArrayDeque<>();
  private boolean underWay;

  /// What is to become of an edge's interest in channels.
  enum Wish {
    KEEP,
    DROP
  }

  /// @param channels at most as many as go in one round trip
  record Step(Wish wish, List<String> channels) {}

  private record Asked(Step step, CompletableFuture<Map<String, Head>> answer) {}

  /// @param roundTrip takes these steps, in order; answers where the channels that were kept stand
  /// @param atOnce channels in one round trip
  /// @param waitingMax steps that may wait; more are refused
  InterestLane(
      Function<List<Step>, CompletionStage<Map<String, Head>>> roundTrip,
      int atOnce,
      int waitingMax) {
    this.roundTrip = roundTrip;
    this.atOnce = atOnce;
    this.waitingMax = waitingMax;
  }

  /// Completes with where these channels stand, as far as known.
  CompletionStage<Map<String, Head>> ask(Step step) {
    Asked asked = new Asked(step, new CompletableFuture<>());
    synchronized (this) {
      if (waiting.size() >= waitingMax) {
        return CompletableFuture.failedStage(
            new IllegalStateException(
                "interest: %d calls wait (expected: fewer)".formatted(waiting.size())));
      }
      waiting.add(asked);
    }
    goOn();
    return asked.answer().minimalCompletionStage();
  }

  private void goOn() {
    List<Asked> next = next();
    if (next.isEmpty()) {
      return;
    }
    CompletionStage<Map<String, Head>> answer;
    try {
      answer = roundTrip.apply(next.stream().map(Asked::step).toList());
    } catch (RuntimeException e) {
      // nobody would go on otherwise
      answer = CompletableFuture.failedStage(e);
    }
    CompletionStage<?> _ = answer.whenComplete((heads, fault) -> answered(next, heads, fault));
  }

  /// Those that wait and go now, in one round trip; none while one is under way.
  private synchronized List<Asked> next() {
    List<Asked> next = new ArrayList<>();
    if (underWay) {
      return next;
    }
    int channels = 0;
    for (Asked first = waiting.peek(); first != null; first = waiting.peek()) {
      channels += first.step().channels().size();
      if (channels > atOnce && !next.isEmpty()) {
        break;
      }
      next.add(waiting.remove());
    }
    underWay = !next.isEmpty();
    return next;
  }

  private void answered(
      List<Asked> asked, @Nullable Map<String, Head> heads, @Nullable Throwable fault) {
    List<Asked> failed = new ArrayList<>();
    synchronized (this) {
      underWay = false;
      if (heads == null) {
        failed.addAll(asked);
        failed.addAll(waiting);
        waiting.clear();
      }
    }
    // before anybody is told: whoever asks again at once comes behind those that wait
    goOn();
    if (heads != null) {
      asked.forEach(each -> each.answer().complete(of(each.step(), heads)));
    } else {
      Throwable why = fault == null ? new IllegalStateException("interest: no answer") : fault;
      failed.forEach(each -> each.answer().completeExceptionally(why));
    }
  }

  private static Map<String, Head> of(Step step, Map<String, Head> heads) {
    Map<String, Head> own = new HashMap<>();
    for (String channel : step.channels()) {
      Head head = heads.get(channel);
      if (head != null) {
        own.put(channel, head);
      }
    }
    return own;
  }
}
