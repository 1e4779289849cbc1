package io.parley.ids;

import io.parley.ids.WorkerLeases.RenewOutcome;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.redisson.api.RedissonClient;

/// `renew_worker.lua`
final class RenewWorkerScript {
  private final LuaScript script;

  RenewWorkerScript(RedissonClient redis, String table) {
    script = new LuaScript(redis, "renew_worker.lua", table);
  }

  CompletionStage<RenewOutcome> run(WorkerLease lease, Duration ttl, boolean settle) {
    return script
        .list(
            lease.worker(),
            lease.epoch(),
            lease.holder(),
            ttl.toMillis(),
            SnowflakeLayout.EPOCH.toEpochMilli(),
            settle ? lease.incarnation() : "")
        .thenApply(answer ->
            (long) answer.get(0) == 0
                ? new RenewOutcome.Lost()
                : new RenewOutcome.Renewed((long) answer.get(1)));
  }
}
