package io.parley.ids;

import io.parley.ids.Tenure.RoundTrip;
import io.parley.ids.WorkerLeases.AcquireOutcome;
import io.parley.ids.WorkerLeases.AcquireRequest;
import io.parley.ids.WorkerLeases.RenewOutcome;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps a source in a lease: one beat every `renewEvery` acquires when there is none and renews
/// when there is one. A call has until the next beat to be answered; then the next call replaces it
/// and its answer is stale, so there is never more than one that counts.
///
/// One lock over beats, answers and stop; the gate's is taken inside it, never the other way round.
/// Nothing under it waits: calls to the table return stages.
final class LeaseKeeper {
  private final LeaseTerms terms;
  private final LeasedIdSource.Ports ports;
  private final MintGate gate;
  private final LeaseListener listener;

  // All guarded by this
  private @Nullable Tenure tenure; // the gate holds the same
  private long latestCall;
  private boolean unanswered;
  private @Nullable Future<?> nextBeat;
  private boolean stopped;

  LeaseKeeper(LeaseTerms terms, LeasedIdSource.Ports ports, MintGate gate, LeaseListener listener) {
    this.terms = terms;
    this.ports = ports;
    this.gate = gate;
    this.listener = listener;
  }

  synchronized void start() {
    nextBeat = ports.scheduler().schedule(this::beat, 0, TimeUnit.NANOSECONDS);
  }

  synchronized CompletionStage<Void> stop() {
    stopped = true;
    if (nextBeat != null) {
      nextBeat.cancel(false);
    }
    Tenure last = tenure;
    hold(null);
    if (last == null) {
      return CompletableFuture.completedFuture(null);
    }
    var done = new CompletableFuture<Void>();
    Future<?> patience =
        ports
            .scheduler()
            .schedule(() -> done.complete(null), renewEveryNanos(), TimeUnit.NANOSECONDS);
    giveBack(last)
        .thenRun(() -> {
          patience.cancel(false);
          done.complete(null);
        });
    return done;
  }

  private synchronized void beat() {
    if (stopped) {
      return;
    }
    // first, so that nothing that goes wrong below can end the beats
    nextBeat = ports.scheduler().schedule(this::beat, renewEveryNanos(), TimeUnit.NANOSECONDS);
    if (unanswered) {
      listener.renewalFailed(new TimeoutException("no answer in " + terms.renewEvery()));
    }
    Tenure current = tenure;
    if (current == null) {
      acquire();
    } else if (current.isHeld(nanos())) {
      renew(current);
    } else {
      replace(current);
    }
  }

  private void acquire() {
    var request =
        new AcquireRequest(
            ports.random().nextInt(SnowflakeLayout.WORKERS),
            HexFormat.of().toHexDigits(ports.random().nextLong()),
            terms.ttl(),
            terms.quarantine());
    long call = nextCall();
    long sent = nanos();
    attempt(() -> ports.leases().acquire(request))
        .whenComplete((outcome, failure) -> acquired(call, sent, outcome, failure));
  }

  private synchronized void acquired(
      long call, long sent, @Nullable AcquireOutcome outcome, @Nullable Throwable failure) {
    boolean counts = answered(call, failure);
    switch (outcome) {
      case null -> {}
      case AcquireOutcome.Granted granted -> {
        var trip = new RoundTrip(sent, nanos());
        Tenure fresh = Tenure.granted(granted, gate.lastTick(), trip, terms);
        if (counts && fresh.isHeld(trip.receivedNanos())) {
          hold(fresh);
          listener.leaseAcquired(granted.lease());
        } else {
          giveBack(fresh);
        }
      }
      case AcquireOutcome.AllTaken _ -> {
        if (counts) {
          listener.allWorkersTaken();
        }
      }
    }
  }

  private void renew(Tenure current) {
    long call = nextCall();
    long sent = nanos();
    boolean settle = current.quarantineIsOver(sent);
    attempt(() -> ports.leases().renew(current.lease(), terms.ttl(), settle))
        .whenComplete((outcome, failure) -> renewed(call, sent, outcome, failure));
  }

  private synchronized void renewed(
      long call, long sent, @Nullable RenewOutcome outcome, @Nullable Throwable failure) {
    Tenure current = tenure;
    if (!answered(call, failure) || outcome == null || current == null) {
      return;
    }
    Optional<Tenure> extended =
        switch (outcome) {
          case RenewOutcome.Renewed renewed ->
              current.renewed(renewed, new RoundTrip(sent, nanos()), terms);
          case RenewOutcome.Lost _ -> Optional.empty();
        };
    extended.ifPresentOrElse(this::hold, () -> replace(current));
  }

  private void replace(Tenure gone) {
    hold(null);
    listener.leaseLost(gone.lease());
    // the table may still count it as ours, where it would be of use to no one
    giveBack(gone);
    acquire();
  }

  private CompletionStage<Void> giveBack(Tenure gone) {
    // nothing was minted under it when the last tick is an earlier one
    long lastTick = Math.max(gone.afterTick(), gate.lastTick());
    return attempt(() -> ports.leases().release(gone.lease(), lastTick))
        .handle((_, failure) -> {
          if (failure != null) {
            listener.releaseFailed(failure);
          }
          return null;
        });
  }

  private void hold(@Nullable Tenure current) {
    tenure = current;
    gate.hold(current);
  }

  private long nextCall() {
    unanswered = true;
    return ++latestCall;
  }

  /// Whether the answer is one to act on: not stale, and not after stop.
  private boolean answered(long call, @Nullable Throwable failure) {
    if (call != latestCall || stopped) {
      return false;
    }
    unanswered = false;
    if (failure != null) {
      listener.renewalFailed(failure);
    }
    return failure == null;
  }

  /// A client that is closed may throw where it should return a failed stage.
  private static <T> CompletionStage<T> attempt(Supplier<CompletionStage<T>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private long renewEveryNanos() {
    return terms.renewEvery().toNanos();
  }

  private long nanos() {
    return ports.nanoTime().getAsLong();
  }
}
