package io.parley.presence;

import io.parley.presence.RegistryMetrics.LeaseEvent;
import io.parley.presence.SlotLeases.AcquireAnswer;
import io.parley.presence.SlotLeases.Ground;
import io.parley.presence.SlotLeases.RenewAnswer;
import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps an edge in a slot: a beat every `renewEvery` leases one when there is none and renews it
/// when there is one. At most one call is under way.
///
/// While nobody answers the slot is kept: those who deliver remember it as well. A process that was
/// stopped for longer than its lease finds the beat overdue when it runs again, so it asks at once.
///
/// Everything below happens on the timer's thread, one thing after another, and so do the calls of
/// the listener; only [#lease()] is read by others.
final class SlotKeeper implements EdgeSlot {
  private static final Logger log = LoggerFactory.getLogger(SlotKeeper.class);

  private final RegistryTerms terms;
  private final int slots;
  private final SlotLeases leases;
  private final Surroundings surroundings;
  private final RegistryMetrics metrics;
  private final CompletableFuture<Integer> acquired = new CompletableFuture<>();
  private volatile @Nullable SlotLease lease;
  private volatile long confirmedAt;
  private volatile long undoubtedSince;

  // of the timer's thread
  private @Nullable Listener listener;
  private @Nullable Future<?> nextBeat;
  private Ground ground = new Ground("", "");
  private long nextEpoch;
  private boolean asking;
  private boolean beatMissed;
  private boolean ended;

  SlotKeeper(
      RegistryTerms terms,
      int slots,
      SlotLeases leases,
      Surroundings surroundings,
      RegistryMetrics metrics) {
    this.terms = terms;
    this.slots = slots;
    this.leases = leases;
    this.surroundings = surroundings;
    this.metrics = metrics;
    this.confirmedAt = now();
  }

  /// What this edge registers its sessions under; nothing before the first lease, after the
  /// release, and for the moment it takes to move.
  @Nullable SlotLease lease() {
    return lease;
  }

  /// Fails when there is none. To be asked outside of policies: nothing is wrong with Redis then.
  CompletionStage<SlotLease> leased() {
    SlotLease held = lease;
    return held == null
        ? CompletableFuture.failedStage(none())
        : CompletableFuture.completedStage(held);
  }

  static IllegalStateException none() {
    return new IllegalStateException("slot: none (expected: a leased one)");
  }

  /// Whether it holds its slot, and every renewal has said so, for as long as a lease lasts. Before
  /// that the registry may have lost the leases of others too, who are about to take theirs again.
  boolean isSettled() {
    return lease != null && now() - undoubtedSince >= terms.leaseTtl().toNanos();
  }

  @Override
  public CompletionStage<Integer> acquire(Listener listener) {
    timer().execute(() -> begin(listener));
    return acquired.minimalCompletionStage();
  }

  @Override
  public CompletionStage<Void> release() {
    CompletableFuture<Void> released = new CompletableFuture<>();
    timer().execute(() -> end(released));
    return released.minimalCompletionStage();
  }

  @Override
  public Duration sinceConfirmed() {
    return Duration.ofNanos(now() - confirmedAt);
  }

  private long now() {
    return surroundings.nanoTime().getAsLong();
  }

  private void begin(Listener listener) {
    if (ended || this.listener != null) {
      return;
    }
    this.listener = listener;
    nextEpoch = surroundings.random().nextLong() >>> 1;
    beat();
  }

  private void end(CompletableFuture<Void> released) {
    ended = true;
    if (nextBeat != null) {
      nextBeat.cancel(false);
    }
    acquired.completeExceptionally(new IllegalStateException("slot: released"));
    SlotLease held = lease;
    lease = null;
    if (held == null) {
      released.complete(null);
      return;
    }
    // unanswered, the lease runs out by itself
    CompletionStage<?> _ = leases.release(held).whenComplete((_, _) -> released.complete(null));
  }

  private void beat() {
    if (ended) {
      return;
    }
    // first, so that nothing that goes wrong below can end the beats
    nextBeat = timer().schedule(this::beat, terms.renewEvery().toNanos(), TimeUnit.NANOSECONDS);
    if (asking) {
      beatMissed = true;
    } else {
      ask();
    }
  }

  private void ask() {
    asking = true;
    beatMissed = false;
    SlotLease held = lease;
    if (held == null) {
      CompletionStage<?> _ =
          leases
              .acquire(surroundings.random().nextInt(slots), nextEpoch)
              .whenCompleteAsync(this::answered, timer());
    } else {
      CompletionStage<?> _ = leases.renew(held).whenCompleteAsync(this::renewed, timer());
    }
  }

  private void answered(@Nullable AcquireAnswer answer, @Nullable Throwable failure) {
    asking = false;
    switch (answer) {
      case null -> unanswered(failure);
      case AcquireAnswer.Granted(int slot, Ground held) -> granted(slot, held);
      case AcquireAnswer.AllTaken _ -> {
        metrics.lease(LeaseEvent.NO_SLOT_FREE);
        log.atWarn().addKeyValue("slots", slots).log("every slot is taken by another edge");
      }
    }
  }

  private void granted(int slot, Ground ground) {
    SlotLease granted = new SlotLease(slot, nextEpoch);
    if (ended) {
      CompletionStage<Void> _ = leases.release(granted);
      return;
    }
    undoubtedSince = now();
    lease = granted;
    confirmedAt = now();
    this.ground = ground;
    metrics.lease(LeaseEvent.ACQUIRED);
    log.atInfo().addKeyValue("slot", slot).log("leased a slot");
    if (!acquired.complete(slot)) {
      tell(told -> told.moved(slot));
    }
  }

  private void renewed(@Nullable RenewAnswer answer, @Nullable Throwable failure) {
    asking = false;
    SlotLease held = lease;
    if (answer == null) {
      unanswered(failure);
      return;
    }
    if (ended || held == null) {
      return;
    }
    switch (SlotDecision.of(ground, answer)) {
      case KEEP -> {
        confirmedAt = now();
        metrics.lease(LeaseEvent.RENEWED);
      }
      case REGISTER_AGAIN -> {
        undoubtedSince = now();
        confirmedAt = now();
        ground = answer.ground();
        metrics.lease(LeaseEvent.REGISTRY_LOST);
        log.atWarn().addKeyValue("slot", held.slot()).log("the registry has lost what it knew");
        tell(Listener::registryLost);
      }
      case MOVE -> {
        metrics.lease(LeaseEvent.TAKEN);
        log.atWarn().addKeyValue("slot", held.slot()).log("another edge has the slot; moving");
        lease = null;
        nextEpoch = surroundings.random().nextLong() >>> 1;
        ask();
      }
    }
  }

  private void unanswered(@Nullable Throwable failure) {
    undoubtedSince = now();
    metrics.lease(LeaseEvent.UNANSWERED);
    log.atDebug()
        .addKeyValue("reason", failure == null ? "no answer" : FaultText.of(failure))
        .log("the registry did not answer");
    if (beatMissed && !ended) {
      // calls end before the next beat, unless the process was stopped meanwhile: ask at once
      ask();
    }
  }

  /// A listener that fails must not cost the slot.
  private void tell(Consumer<Listener> event) {
    Listener told = listener;
    if (told == null) {
      return;
    }
    try {
      event.accept(told);
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("the listener of the slot failed");
    }
  }

  private ScheduledExecutorService timer() {
    return surroundings.timer();
  }
}
