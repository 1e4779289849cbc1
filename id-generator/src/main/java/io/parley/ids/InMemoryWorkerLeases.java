package io.parley.ids;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.parley.ids.WorkerLeases.AcquireOutcome.AllTaken;
import io.parley.ids.WorkerLeases.AcquireOutcome.Granted;
import io.parley.ids.WorkerLeases.RenewOutcome.Lost;
import io.parley.ids.WorkerLeases.RenewOutcome.Renewed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The lease table within one process: what the scripts of [RedisWorkerLeases] do, in Java. Any
/// thread; stages are complete when they are returned.
public final class InMemoryWorkerLeases implements WorkerLeases {
  private static final String NOBODY = "";

  private final InstantSource clock;
  private final String incarnation;

  // All guarded by this
  private final Map<Integer, Entry> entries = new HashMap<>();
  private long epoch;
  private @Nullable Marker marker;

  /// @param incarnation differs from that of every other table the same holders may see
  public InMemoryWorkerLeases(InstantSource clock, String incarnation) {
    this.clock = clock;
    this.incarnation = incarnation;
  }

  /// A table restored from a snapshot of another, as by a restart or a failover.
  InMemoryWorkerLeases(InMemoryWorkerLeases snapshot, String incarnation) {
    this(snapshot.clock, incarnation);
    synchronized (snapshot) {
      entries.putAll(snapshot.entries);
      epoch = snapshot.epoch;
      marker = snapshot.marker;
    }
  }

  @Override
  public synchronized CompletionStage<AcquireOutcome> acquire(AcquireRequest request) {
    long now = now();
    Marker current = markerAt(now, request.quarantine());
    for (int i = 0; i < SnowflakeLayout.WORKERS; i++) {
      int worker = (request.firstWorker() + i) % SnowflakeLayout.WORKERS;
      Entry entry = entries.get(worker);
      if (entry == null || now > entry.throughTick()) {
        long after =
            entry == null
                ? current.afterTick()
                : Math.max(current.afterTick(), entry.throughTick());
        long through = now + request.ttl().toMillis();
        var lease = new WorkerLease(worker, ++epoch, request.holder(), incarnation);
        entries.put(worker, new Entry(lease.epoch(), lease.holder(), through));
        return completedFuture(new Granted(lease, after, through, current.settled()));
      }
    }
    return completedFuture(new AllTaken());
  }

  @Override
  public synchronized CompletionStage<RenewOutcome> renew(
      WorkerLease lease, Duration ttl, boolean settle) {
    Entry entry = entries.get(lease.worker());
    if (entry == null || !entry.isOf(lease)) {
      return completedFuture(new Lost());
    }
    long through = Math.max(entry.throughTick(), now() + ttl.toMillis());
    entries.put(lease.worker(), new Entry(lease.epoch(), lease.holder(), through));
    if (settle
        && marker != null
        && marker.incarnation().equals(incarnation)
        && lease.incarnation().equals(incarnation)) {
      marker = new Marker(incarnation, marker.afterTick(), true);
    }
    return completedFuture(new Renewed(through));
  }

  @Override
  public synchronized CompletionStage<ReleaseOutcome> release(WorkerLease lease, long lastTick) {
    Entry entry = entries.get(lease.worker());
    if (entry == null || !entry.isOf(lease)) {
      return completedFuture(ReleaseOutcome.NOT_HELD);
    }
    entries.put(
        lease.worker(), new Entry(lease.epoch(), NOBODY, Math.min(lastTick, entry.throughTick())));
    return completedFuture(ReleaseOutcome.RELEASED);
  }

  private Marker markerAt(long now, Duration quarantine) {
    Marker known = marker;
    if (known != null && known.incarnation().equals(incarnation)) {
      return known;
    }
    long after = now + quarantine.toMillis();
    var fresh =
        new Marker(incarnation, known == null ? after : Math.max(known.afterTick(), after), false);
    marker = fresh;
    return fresh;
  }

  private long now() {
    return clock.millis() - SnowflakeLayout.EPOCH.toEpochMilli();
  }

  /// One worker's latest lease. It stays when the lease is over: the next one starts after it.
  private record Entry(long epoch, String holder, long throughTick) {
    boolean isOf(WorkerLease lease) {
      return epoch == lease.epoch() && holder.equals(lease.holder());
    }
  }

  /// What is known about the time before this incarnation of the table.
  private record Marker(String incarnation, long afterTick, boolean settled) {}
}
