package io.parley.runtime.admin;

import io.parley.runtime.health.DependencyState;
import io.parley.runtime.health.Health;
import io.parley.runtime.lifecycle.Lifecycle;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/// What `/readyz` says: ready only when the process has come up, is not going down, and every
/// dependency answers.
///
/// ```json
/// {"status":"ready","phase":"ready","dependencies":{"kafka":{"status":"up","latencyMs":3}, …}}
/// {"status":"unready","phase":"ready","dependencies":{"kafka":{"status":"down","reason":"…"}, …}}
/// ```
record Readiness(boolean ready, String json) {
  static Readiness of(Lifecycle.Phase phase, Health health) {
    JsonObject dependencies = new JsonObject();
    health.states().forEach((name, state) -> dependencies.put(name, describe(state)));
    boolean ready = phase == Lifecycle.Phase.READY && health.allUp() && health.fatal().isEmpty();
    JsonObject answer =
        new JsonObject()
            .put("status", ready ? "ready" : "unready")
            .put("phase", phase.name().toLowerCase(java.util.Locale.ROOT))
            .put("dependencies", dependencies);
    if (!health.fatal().isEmpty()) {
      answer.put("fatal", health.fatal());
    }
    return new Readiness(ready, answer.encode() + "\n");
  }

  private static JsonObject describe(DependencyState state) {
    return switch (state) {
      case DependencyState.Unknown() ->
          new JsonObject().put("status", "unknown").put("reason", "not asked yet");
      case DependencyState.Up(Duration latency) ->
          new JsonObject()
              .put("status", "up")
              .put("latencyMs", Math.round(latency.toNanos() / 1e3) / 1e3);
      case DependencyState.Down(String reason) ->
          new JsonObject().put("status", "down").put("reason", reason);
    };
  }
}
