package io.parley.router;

import io.parley.protocol.v1.Delivery;
import io.parley.runtime.RequestId;
import io.parley.runtime.resilience.RetryAfter;
import io.parley.runtime.resilience.StageFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what one batch has for the edges, in order, a bounded number at a time. What fails is sent
/// again, and only that.
///
/// When the patience is over, what is still missing is given up if deliveries to others went on
/// being confirmed: its partition is dead and must not hold up everybody else. Devices there catch
/// up, and whoever misses an answer asks again. If nothing was confirmed any more, the brokers are
/// away: the batch fails, and nothing is given up.
///
/// Belongs to the lane.
final class Dispatch {
  private static final Logger log = LoggerFactory.getLogger(Dispatch.class);

  /// The partitions of a process share one producer, which refuses what is too much.
  private static final int AT_ONCE = 512;

  /// Where a failure does not say when to try again.
  private static final Duration RETRY_AFTER = Duration.ofMillis(100);

  private final List<Send> sends;
  private final Lane lane;
  private final RouterTools tools;
  private final EdgeSlots slots;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private int next;
  private long began;
  private List<UnderWay> open = List.of();

  /// Goes up whenever what is open changes, so that whoever waited for less knows.
  private int round;

  private boolean patienceIsOver;
  private Runnable stopWaiting = () -> {};

  /// Something for one edge.
  record Send(int slot, Delivery delivery, Optional<RequestId> requestId) {}

  /// It may be confirmed at any time, also between two questions about it.
  private record UnderWay(Send send, CompletableFuture<?> sent) {
    boolean isConfirmed() {
      return sent.isDone() && !sent.isCompletedExceptionally();
    }

    /// Whether it failed, and when it may be sent again.
    Optional<RetryAfter> refusal() {
      return sent.isCompletedExceptionally()
              && StageFailure.of(sent.exceptionNow()) instanceof RetryAfter hint
          ? Optional.of(hint)
          : Optional.empty();
    }
  }

  Dispatch(List<Send> sends, Lane lane, RouterTools tools) {
    this.sends = sends;
    this.lane = lane;
    this.tools = tools;
    this.slots = tools.slots();
  }

  /// Completes on the lane when every edge can read what is for it, or was given up.
  CompletionStage<Void> run() {
    assert lane.isCurrent();
    if (sends.isEmpty()) {
      done.complete(null);
    } else {
      sendNext();
    }
    return done;
  }

  private void sendNext() {
    int to = Math.min(sends.size(), next + AT_ONCE);
    List<Send> some = sends.subList(next, to);
    next = to;
    patienceIsOver = false;
    began = tools.clocks().nanos().getAsLong();
    open = new ArrayList<>(some.size());
    some.forEach(this::send);
    stopWaiting =
        tools
            .clocks()
            .timer()
            .after(tools.bounds().patienceWithEdges(), () -> lane.execute(() -> losePatience(to)));
    awaitOpen();
  }

  private void send(Send send) {
    if (!slots.isSilent(send.slot())) {
      open.add(new UnderWay(send, hand(send)));
    } else if (slots.beginTrial(send.slot())) {
      CompletionStage<?> _ =
          hand(send).whenComplete((_, failure) -> slots.endTrial(send.slot(), failure == null));
    } else {
      tools.metrics().gaveUpDelivery();
    }
  }

  private CompletableFuture<?> hand(Send send) {
    return tools
        .ports()
        .deliveries()
        .send(send.slot(), send.delivery(), send.requestId())
        .whenComplete((_, failure) -> {
          if (failure == null) {
            slots.confirmed(send.slot());
          }
        })
        .toCompletableFuture();
  }

  private void awaitOpen() {
    int awaited = round;
    CompletionStage<?> _ =
        CompletableFuture.allOf(open.stream().map(UnderWay::sent).toArray(CompletableFuture[]::new))
            .whenCompleteAsync(
                (_, _) -> {
                  // or patience was over first
                  if (round == awaited) {
                    look();
                  }
                },
                lane);
  }

  /// @param with what was sent up to here
  private void losePatience(int with) {
    if (with == next && !open.isEmpty()) {
      patienceIsOver = true;
      look();
    }
  }

  /// What has become of what is under way.
  private void look() {
    List<UnderWay> missing = new ArrayList<>();
    for (UnderWay one : open) {
      if (!one.isConfirmed()) {
        missing.add(one);
      }
    }
    open = missing;
    round++;
    if (missing.isEmpty()) {
      end();
    } else if (!patienceIsOver) {
      int failed = round;
      Runnable _ =
          tools.clocks().timer().after(pause(missing), () -> lane.execute(() -> again(failed)));
    } else if (areDead(missing)) {
      giveUp(missing);
      end();
    } else {
      open = List.of();
      done.completeExceptionally(new TimeoutException("no edge could be told"));
    }
  }

  private void end() {
    open = List.of();
    stopWaiting.run();
    if (next < sends.size()) {
      sendNext();
    } else {
      done.complete(null);
    }
  }

  private static Duration pause(List<UnderWay> failed) {
    Duration longest = RETRY_AFTER;
    for (UnderWay one : failed) {
      Duration told = one.refusal().map(RetryAfter::retryAfter).orElse(Duration.ZERO);
      longest = told.compareTo(longest) > 0 ? told : longest;
    }
    return longest;
  }

  private void again(int failedIn) {
    if (round == failedIn) {
      List<UnderWay> failed = open;
      open = new ArrayList<>(failed.size());
      failed.forEach(one -> send(one.send()));
      round++;
      awaitOpen();
    }
  }

  private boolean areDead(List<UnderWay> missing) {
    long patience = tools.bounds().patienceWithEdges().toNanos();
    long outlived = patience / 2;
    // A batch that failed comes back sooner than that, and so do those after it
    long memory = patience * 4;
    boolean all = true;
    for (UnderWay one : missing) {
      // What we refused ourselves says nothing of whom it was for
      boolean wasRefused = one.refusal().isPresent();
      all &= !wasRefused && slots.outlivedBy(one.send().slot(), began, memory) >= outlived;
    }
    return all;
  }

  private void giveUp(List<UnderWay> missing) {
    TreeSet<Integer> dead = new TreeSet<>();
    for (UnderWay one : missing) {
      if (!one.isConfirmed()) {
        dead.add(one.send().slot());
        tools.metrics().gaveUpDelivery();
      }
    }
    if (dead.isEmpty()) {
      return;
    }
    dead.forEach(slots::gaveUp);
    log.atWarn()
        .addKeyValue("slots", dead)
        .addKeyValue("deliveries", missing.size())
        .log("edges that cannot be told are passed over until one delivery arrives there");
  }
}
