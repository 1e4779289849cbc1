package io.parley.edge.socket;

import io.parley.edge.log.DeliveryFeed;
import io.parley.presence.EdgeSlot;
import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import io.parley.runtime.resilience.Backoff;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This edge's slot and the deliveries in it. Sockets are let in when both are there; when the slot
/// moves, commands name the new one only once its deliveries are read.
final class DeliverySlot implements EdgeSlot.Listener, IntSupplier {
  private static final Logger log = LoggerFactory.getLogger(DeliverySlot.class);
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_MAX = Duration.ofSeconds(5);

  private final EdgeSlot slots;
  private final DeliveryFeed deliveries;
  private final DeliveryFeed.Receiver receiver;
  private final Told told;
  private final Surroundings surroundings;
  private final Backoff backoff;
  private CompletableFuture<Void> following = CompletableFuture.completedFuture(null);
  private int failures;
  private volatile int slot = -1;
  private volatile boolean stopped;

  /// Who is told when the slot is there, or changes.
  record Told(Gate gate, Registrations registrations) {}

  DeliverySlot(
      EdgeSlot slots,
      DeliveryFeed deliveries,
      DeliveryFeed.Receiver receiver,
      Told told,
      Surroundings surroundings) {
    this.slots = slots;
    this.deliveries = deliveries;
    this.receiver = receiver;
    this.told = told;
    this.surroundings = surroundings;
    this.backoff = new Backoff(RETRY_FIRST, RETRY_MAX, surroundings.random());
  }

  /// The slot that answers come to; -1 before there is one.
  @Override
  public int getAsInt() {
    return slot;
  }

  /// Ends at once: an edge comes up while the registry is away.
  CompletionStage<Void> start() {
    acquire();
    return CompletableFuture.completedStage(null);
  }

  private void acquire() {
    if (stopped) {
      return;
    }
    CompletionStage<Integer> _ =
        lease()
            .whenComplete((leased, fault) -> {
              if (fault == null) {
                follow(leased, false);
              } else {
                again(fault);
              }
            });
  }

  private CompletionStage<Integer> lease() {
    try {
      return slots.acquire(this);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private synchronized void again(Throwable fault) {
    failures++;
    Duration wait = backoff.delay(failures);
    log.atWarn()
        .addKeyValue("reason", FaultText.of(fault))
        .addKeyValue("againInMs", wait.toMillis())
        .log("this edge has no slot");
    ScheduledFuture<?> _ =
        surroundings.timer().schedule(this::acquire, wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// One after another, however soon the slot moves again.
  private synchronized void follow(int leased, boolean moved) {
    following =
        following
            .thenComposeAsync(_ -> deliveries.follow(leased, receiver), surroundings.blocking())
            .thenRun(() -> {
              slot = leased;
              log.atInfo().addKeyValue("slot", leased).log("deliveries are read");
              if (moved) {
                told.registrations().lostAll();
              }
              if (!stopped) {
                told.gate().open();
              }
            })
            .exceptionally(fault -> {
              log.atError().setCause(fault).addKeyValue("slot", leased).log("no deliveries");
              return null;
            });
  }

  @Override
  public void registryLost() {
    told.registrations().lostAll();
  }

  @Override
  public void moved(int newSlot) {
    follow(newSlot, true);
  }

  CompletionStage<Void> stop() {
    stopped = true;
    return deliveries.stop().thenCompose(_ -> slots.release());
  }
}
