package io.parley.history.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.parley.engines.EngineKind;
import io.parley.runtime.FaultText;
import io.parley.runtime.resilience.StageFailure;
import io.parley.runtime.resilience.UnavailableException;
import io.parley.testing.Eventually;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EnginesExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CassandraDevicesIT extends DevicesContract {
  private final TestEngines engines;
  private final CassandraStore store;

  CassandraDevicesIT(TestEngines engines) {
    this.engines = engines;
    store = new CassandraStore(engines);
  }

  @AfterAll
  void disconnect() {
    store.close();
  }

  @Override
  Devices devices() {
    return store.stores.devices();
  }

  @Override
  String user(String name) {
    return name;
  }

  @Test
  void aSilentCassandraIsToldAsUnavailableWithinTheDeadline() {
    engines.suspend(EngineKind.CASSANDRA);
    try {
      CompletionException fault =
          Assertions.assertThrows(
              CompletionException.class,
              () -> devices().find("alice", "phone").toCompletableFuture().join());
      assertInstanceOf(UnavailableException.class, StageFailure.of(fault), FaultText.of(fault));
    } finally {
      engines.resume(EngineKind.CASSANDRA);
    }
    Eventually.eventually(
        Duration.ofSeconds(20),
        () ->
            assertEquals(
                Optional.empty(), devices().find("alice", "phone").toCompletableFuture().join()));
  }
}
