package io.parley.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.datastax.oss.driver.api.core.CqlSession;
import io.parley.engines.EngineKind;
import io.parley.runtime.FaultText;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.testing.Eventually;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EnginesExtension.class)
class CassandraProbeIT {
  private static final String INSTANCE = "edge-1";

  private final AtomicLong nonces = new AtomicLong();
  private final TestEngines engines;
  private final CassandraConfig config;
  private final CassandraConnection connection;
  private final CassandraProbe probe;

  CassandraProbeIT(TestEngines engines) {
    this.engines = engines;
    this.config = config(engines);
    this.connection = new CassandraConnection(config);
    this.probe =
        new CassandraProbe(connection, config.keyspace(), INSTANCE, nonces::incrementAndGet);
  }

  private static CassandraConfig config(TestEngines engines) {
    String address = engines.cassandra().getHostString() + ":" + engines.cassandra().getPort();
    String yaml = "contact-points: [\"" + address + "\"]\nkeyspace: " + engines.keyspace();
    return switch (ConfigReader.read(CassandraConfig.class, "test", yaml, Map.of())) {
      case ConfigResult.Valid<CassandraConfig>(CassandraConfig valid, var _) -> valid;
      case ConfigResult.Invalid<CassandraConfig>(List<String> faults) ->
          throw new AssertionError(faults.toString());
    };
  }

  @BeforeEach
  void connect() {
    connection.start().toCompletableFuture().join();
    connection.connected().toCompletableFuture().join();
  }

  @AfterEach
  void disconnect() {
    connection.stop().toCompletableFuture().join();
  }

  private void setUp() {
    new CassandraSetup(connection, config).run().toCompletableFuture().join();
  }

  private void prove() {
    probe.prove().toCompletableFuture().join();
  }

  @Test
  void settingUpTwiceChangesNothing() {
    setUp();
    setUp();
    prove();
  }

  @Test
  void theProofIsARowThatIsReallyThere() {
    setUp();
    prove();
    CqlSession session = connection.session();
    var row =
        session
            .execute(
                "SELECT nonce FROM %s.health_probe WHERE instance = '%s'"
                    .formatted(config.keyspace(), INSTANCE))
            .one();
    assertEquals(nonces.get(), row == null ? -1 : row.getLong("nonce"));
  }

  @Test
  void aMissingTableIsToldWithWhatToDo() {
    CassandraProbe lost = new CassandraProbe(connection, "nowhere", INSTANCE, nonces::get);
    CompletionException fault =
        assertThrows(CompletionException.class, () -> lost.prove().toCompletableFuture().join());
    assertEquals(
        "table nowhere.health_probe is missing: run ./parley prepare", FaultText.of(fault));
  }

  @Test
  void aSilentCassandraFailsTheProofAndItsReturnIsNoticedWithoutARestart() {
    setUp();
    prove();
    engines.suspend(EngineKind.CASSANDRA);
    assertThrows(CompletionException.class, this::prove);
    engines.resume(EngineKind.CASSANDRA);
    Eventually.eventually(Duration.ofSeconds(20), this::prove);
  }

  @Test
  void aKilledCassandraKeepsTheRowItAcknowledged() {
    setUp();
    prove();
    engines.kill(EngineKind.CASSANDRA);
    engines.awaitReady(EngineKind.CASSANDRA);
    Eventually.eventually(Duration.ofSeconds(20), this::theAcknowledgedRowIsThere);
  }

  private void theAcknowledgedRowIsThere() {
    var row =
        connection
            .session()
            .execute("SELECT nonce FROM " + config.keyspace() + ".health_probe")
            .one();
    assertEquals(1, row == null ? -1 : row.getLong("nonce"));
  }
}
