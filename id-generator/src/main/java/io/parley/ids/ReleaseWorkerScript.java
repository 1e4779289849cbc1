package io.parley.ids;

import io.parley.ids.WorkerLeases.ReleaseOutcome;
import java.util.concurrent.CompletionStage;
import org.redisson.api.RedissonClient;

/// `release_worker.lua`
final class ReleaseWorkerScript {
  private final LuaScript script;

  ReleaseWorkerScript(RedissonClient redis, String table) {
    script = new LuaScript(redis, "release_worker.lua", table);
  }

  CompletionStage<ReleaseOutcome> run(WorkerLease lease, long lastTick) {
    return script
        .number(lease.worker(), lease.epoch(), lease.holder(), lastTick)
        .thenApply(answer -> answer == 1 ? ReleaseOutcome.RELEASED : ReleaseOutcome.NOT_HELD);
  }
}
