package io.parley.history;

import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.PolicyMetrics;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// The history of one test, in the real Cassandra, as a process has it.
final class RealHistory implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Surroundings surroundings = Surroundings.real();
  private final CassandraConfig config;
  private final CassandraConnection connection;
  private final CassandraHistory history;

  RealHistory(TestEngines engines, Sizes sizes) {
    this(engines, sizes, engines.keyspace());
  }

  /// Begins to connect.
  RealHistory(TestEngines engines, Sizes sizes, String keyspace) {
    this.config = config(engines, keyspace);
    this.connection = new CassandraConnection(config);
    get(connection.start());
    Policies policies = new Policies(surroundings, PolicyMetrics.NONE);
    CassandraCalls.Sides calls = CassandraCalls.Sides.create(connection, config, policies);
    this.history = CassandraHistory.create(calls, config.keyspace(), sizes, HistoryMetrics.NONE);
  }

  private static CassandraConfig config(TestEngines engines, String keyspace) {
    String address = engines.cassandra().getHostString() + ":" + engines.cassandra().getPort();
    String yaml =
        """
        contact-points: ["%s"]
        keyspace: %s
        request-timeout: 1s
        call-within: 3s
        """
            .formatted(address, keyspace);
    return switch (ConfigReader.read(CassandraConfig.class, "test", yaml, Map.of())) {
      case ConfigResult.Valid<CassandraConfig>(CassandraConfig valid, var _) -> valid;
      case ConfigResult.Invalid<CassandraConfig>(List<String> faults) ->
          throw new AssertionError(faults.toString());
    };
  }

  /// Waits for the connection and makes the schema.
  RealHistory prepared() {
    get(new CassandraSetup(connection, config, surroundings).run());
    return this;
  }

  ConversationLog log() {
    return history.forRouter().log();
  }

  HistoryReader reader() {
    return history.forEdge().reader();
  }

  Inboxes inboxes() {
    return history.forEdge().inboxes();
  }

  CassandraHistory.ForRouter forRouter() {
    return history.forRouter();
  }

  Membership membership() {
    return history.forEdge().membership();
  }

  CassandraConnection connection() {
    return connection;
  }

  CassandraConfig config() {
    return config;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    get(connection.stop());
    surroundings.close();
  }
}
