package io.parley.runtime.lifecycle;

import io.parley.runtime.FaultText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts components one after another and ends them in reverse: first all drain, then all stop.
/// Every step has a deadline; a step that fails or overruns on the way down is logged and does not
/// keep the others from theirs. A component that comes up after its deadline is stopped when it
/// does.
public final class Lifecycle {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final LifecycleConfig config;
  private final ScheduledExecutorService timer;
  private final List<Component> components = new ArrayList<>();
  private final List<Component> started = new ArrayList<>();
  private volatile Phase phase = Phase.BUILDING;
  private @Nullable CompletableFuture<Void> starting;
  private @Nullable CompletableFuture<Void> ending;

  public Lifecycle(LifecycleConfig config, ScheduledExecutorService timer) {
    this.config = config;
    this.timer = timer;
  }

  /// Where a process is in its life.
  public enum Phase {
    BUILDING,
    STARTING,
    READY,
    DRAINING,
    STOPPING,
    STOPPED
  }

  public Phase phase() {
    return phase;
  }

  /// Before [#start] only. What is added later is started later and ended sooner.
  public synchronized void add(Component component) {
    if (phase != Phase.BUILDING) {
      throw new IllegalStateException("phase: " + phase + " (expected: BUILDING)");
    }
    components.add(component);
  }

  /// Starts all. If one fails, those that had started are stopped again, and the stage fails with
  /// the reason.
  public synchronized CompletionStage<Void> start() {
    if (phase != Phase.BUILDING) {
      throw new IllegalStateException("phase: " + phase + " (expected: BUILDING)");
    }
    phase = Phase.STARTING;
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (Component component : components) {
      all = all.thenCompose(_ -> startOne(component));
    }
    starting =
        all.handle((_, fault) -> fault)
            .thenCompose(fault -> fault == null ? nowReady() : undo(fault));
    return starting;
  }

  private CompletionStage<Void> startOne(Component component) {
    return within(
            config.startWithin(), component, "start", Component::start, () -> stopLate(component))
        .thenRun(() -> {
          synchronized (this) {
            started.add(component);
          }
        });
  }

  /// Nobody waits for this one any more, so it has no deadline, and it works when the timer is
  /// already gone.
  private static void stopLate(Component component) {
    CompletionStage<Void> _ =
        begin(component, Component::stop)
            .whenComplete((_, fault) -> {
              if (fault == null) {
                log.atInfo().addKeyValue("component", component.name()).log("stopped after all");
              } else {
                notInOrder(component, "stop", fault);
              }
            });
  }

  private synchronized CompletionStage<Void> nowReady() {
    if (phase == Phase.STARTING) {
      phase = Phase.READY;
    }
    return CompletableFuture.completedStage(null);
  }

  private CompletionStage<Void> undo(Throwable fault) {
    return stopAll().thenCompose(_ -> CompletableFuture.failedStage(fault));
  }

  /// Drains, then stops. Called again, it gives the same stage. Called while starting, it waits for
  /// that to end first.
  public synchronized CompletionStage<Void> end() {
    if (ending == null) {
      CompletableFuture<Void> up =
          starting == null ? CompletableFuture.completedFuture(null) : starting;
      ending =
          up.handle((_, _) -> phase)
              .thenCompose(reached ->
                  reached == Phase.STOPPED
                      ? CompletableFuture.<Void>completedStage(null)
                      : drainAll().thenCompose(_ -> stopAll()));
    }
    return ending;
  }

  private CompletionStage<Void> drainAll() {
    phase = Phase.DRAINING;
    return inReverse("drain", config.drainWithin(), Component::drain);
  }

  private CompletionStage<Void> stopAll() {
    phase = Phase.STOPPING;
    return inReverse("stop", config.stopWithin(), Component::stop)
        .thenRun(() -> phase = Phase.STOPPED);
  }

  private synchronized CompletionStage<Void> inReverse(
      String step, Duration patience, Function<Component, CompletionStage<Void>> method) {
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (Component component : started.reversed()) {
      all =
          all.thenCompose(_ ->
              within(patience, component, step, method, () -> {})
                  .exceptionally(fault -> {
                    notInOrder(component, step, fault);
                    return null;
                  }));
    }
    return all;
  }

  private static void notInOrder(Component component, String step, Throwable fault) {
    log.atWarn()
        .addKeyValue("component", component.name())
        .addKeyValue("reason", FaultText.of(fault))
        .log("did not {} in order", step);
  }

  /// Runs a step, and `late` if it succeeds after its deadline.
  private CompletableFuture<Void> within(
      Duration patience,
      Component component,
      String step,
      Function<Component, CompletionStage<Void>> method,
      Runnable late) {
    CompletableFuture<Void> bounded = new CompletableFuture<>();
    ScheduledFuture<?> deadline =
        timer.schedule(
            () ->
                bounded.completeExceptionally(
                    new TimeoutException(
                        "%s did not %s within %d s"
                            .formatted(component.name(), step, patience.toSeconds()))),
            patience.toMillis(),
            TimeUnit.MILLISECONDS);
    CompletionStage<Void> _ =
        begin(component, method)
            .whenComplete((_, fault) -> {
              deadline.cancel(false);
              boolean inTime =
                  fault == null
                      ? bounded.complete(null)
                      : bounded.completeExceptionally(
                          new IllegalStateException(
                              "%s did not %s: %s"
                                  .formatted(component.name(), step, FaultText.of(fault)),
                              fault));
              if (!inTime) {
                log.atWarn()
                    .addKeyValue("component", component.name())
                    .addKeyValue("result", fault == null ? "done" : FaultText.of(fault))
                    .log("{} ended after its deadline", step);
                if (fault == null) {
                  late.run();
                }
              }
            });
    return bounded;
  }

  private static CompletionStage<Void> begin(
      Component component, Function<Component, CompletionStage<Void>> method) {
    try {
      return method.apply(component);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }
}
