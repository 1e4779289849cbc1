package io.parley.edge.accounts;

import io.parley.edge.SocketCloser;
import io.parley.history.accounts.Devices;
import io.parley.protocol.v1.CloseCode;
import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import io.parley.runtime.resilience.Backoff;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes the sockets of devices that are logged out: at once; again when a hello that was let in
/// before has its socket in the registry; and again, later each time, as long as that fails. All
/// but the first look whether the device has logged in anew meanwhile, whose socket is another.
///
/// What is given up here, at its bounds or since this process ends, is left to the edges that hold
/// the sockets: they ask from time to time whether a device may stay. Any thread.
final class Cutoff {
  private static final Logger log = LoggerFactory.getLogger(Cutoff.class);

  /// By then a hello that was on its way has come to something.
  private static final Duration SETTLED_AFTER = Duration.ofSeconds(15);

  private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
  private static final Duration RETRY_MAX = Duration.ofSeconds(30);

  /// With the waits above two to four minutes.
  static final int FAILURES_MAX = 12;

  static final int PENDING_MAX = 1_000;

  private final Devices devices;
  private final SocketCloser sockets;
  private final Surroundings surroundings;
  private final AccountsMetrics metrics;
  private final Backoff backoff;
  private final AtomicInteger pending = new AtomicInteger();

  Cutoff(
      Devices devices, SocketCloser sockets, Surroundings surroundings, AccountsMetrics metrics) {
    this.devices = devices;
    this.sockets = sockets;
    this.surroundings = surroundings;
    this.metrics = metrics;
    this.backoff = new Backoff(RETRY_FIRST, RETRY_MAX, surroundings.random());
  }

  /// A device, since when it is cut off, and how often that has failed.
  private record Task(String user, String device, long begunAt, int failures) {
    Task failed() {
      return new Task(user, device, begunAt, failures + 1);
    }
  }

  void begin(String user, String device) {
    Task task = new Task(user, device, now(), 0);
    CompletionStage<Void> first = close(task);
    if (pending.incrementAndGet() > PENDING_MAX) {
      giveUp("too many are cut off at once");
    } else {
      watch(task, first);
    }
  }

  private CompletionStage<Void> close(Task task) {
    return sockets.close(task.user(), task.device(), CloseCode.CLOSE_UNAUTHENTICATED);
  }

  private void watch(Task task, CompletionStage<Void> attempt) {
    CompletionStage<Void> _ =
        attempt.whenComplete((_, failure) -> {
          Duration unsettled = SETTLED_AFTER.minusNanos(now() - task.begunAt());
          if (failure != null && task.failures() == FAILURES_MAX) {
            giveUp(FaultText.of(failure));
          } else if (failure != null) {
            again(task.failed(), backoff.delay(task.failures() + 1));
          } else if (unsettled.isPositive()) {
            again(task, unsettled);
          } else {
            pending.decrementAndGet();
          }
        });
  }

  private void again(Task task, Duration after) {
    try {
      Future<?> _ =
          surroundings
              .timer()
              .schedule(
                  () -> watch(task, closeIfGone(task)), after.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      giveUp("this process ends");
    }
  }

  private CompletionStage<Void> closeIfGone(Task task) {
    return devices
        .find(task.user(), task.device())
        .thenCompose(
            there -> there.isPresent() ? CompletableFuture.completedStage(null) : close(task));
  }

  private void giveUp(String reason) {
    pending.decrementAndGet();
    metrics.cutoffGivenUp();
    log.atWarn()
        .addKeyValue("reason", reason)
        .log("a device that is logged out may have a socket until its edge asks for it");
  }

  private long now() {
    return surroundings.nanoTime().getAsLong();
  }
}
