package io.parley.presence;

import io.parley.engines.EngineKind;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import org.junit.jupiter.api.extension.ExtendWith;

/// On the engine of this build: one server.
@ExtendWith(EnginesExtension.class)
class RedisRegistryIT extends RedisContract {
  RedisRegistryIT(TestEngines engines) {
    super(clock -> {
      engines.awaitReady(EngineKind.REDIS);
      return new TestRedis(engines, clock);
    });
  }
}
