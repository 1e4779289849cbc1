package io.parley.ids;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.redisson.api.RedissonClient;

/// The lease table in Redis: one hash, at `<prefix>ids:workers`, changed by one script a call. What
/// the hash holds stands at the top of `acquire_worker.lua`.
///
/// One key, because then a flush, an eviction or a move to another node takes the leases and the
/// record of their incarnation together or not at all; no time to live on it, because the last
/// ticks of ended leases must stay. It never grows past 1,024 workers and four fields.
///
/// Needs Redis 5 or newer (a script that reads the clock and then writes).
public final class RedisWorkerLeases implements WorkerLeases {
  private final AcquireWorkerScript acquire;
  private final RenewWorkerScript renew;
  private final ReleaseWorkerScript release;

  /// @param keyPrefix the same for all processes whose ids must differ
  public RedisWorkerLeases(RedissonClient redis, String keyPrefix) {
    String table = keyPrefix + "ids:workers";
    this.acquire = new AcquireWorkerScript(redis, table);
    this.renew = new RenewWorkerScript(redis, table);
    this.release = new ReleaseWorkerScript(redis, table);
  }

  @Override
  public CompletionStage<AcquireOutcome> acquire(AcquireRequest request) {
    return acquire.run(request);
  }

  @Override
  public CompletionStage<RenewOutcome> renew(WorkerLease lease, Duration ttl, boolean settle) {
    return renew.run(lease, ttl, settle);
  }

  @Override
  public CompletionStage<ReleaseOutcome> release(WorkerLease lease, long lastTick) {
    return release.run(lease, lastTick);
  }
}
