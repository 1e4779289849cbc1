package io.parley.ids;

import io.parley.ids.WorkerLeases.AcquireOutcome;
import io.parley.ids.WorkerLeases.AcquireRequest;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.redisson.api.RedissonClient;

/// `acquire_worker.lua`
final class AcquireWorkerScript {
  private final LuaScript script;

  AcquireWorkerScript(RedissonClient redis, String table) {
    script = new LuaScript(redis, "acquire_worker.lua", table);
  }

  CompletionStage<AcquireOutcome> run(AcquireRequest request) {
    return script
        .list(
            request.firstWorker(),
            SnowflakeLayout.WORKERS,
            request.holder(),
            request.ttl().toMillis(),
            request.quarantine().toMillis(),
            SnowflakeLayout.EPOCH.toEpochMilli())
        .thenApply(answer -> outcome(request, answer));
  }

  private static AcquireOutcome outcome(AcquireRequest request, List<Object> answer) {
    if ((long) answer.get(0) == 0) {
      return new AcquireOutcome.AllTaken();
    }
    var lease =
        new WorkerLease(
            Math.toIntExact((long) answer.get(1)),
            (long) answer.get(2),
            request.holder(),
            (String) answer.get(3));
    return new AcquireOutcome.Granted(
        lease, (long) answer.get(4), (long) answer.get(5), (long) answer.get(6) == 1);
  }
}
