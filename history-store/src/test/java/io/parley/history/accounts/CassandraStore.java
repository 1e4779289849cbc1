package io.parley.history.accounts;

import io.parley.history.CassandraConfig;
import io.parley.history.CassandraConnection;
import io.parley.history.CassandraSetup;
import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.PolicyMetrics;
import io.parley.testing.engines.TestEngines;
import java.util.List;
import java.util.Map;

/// A connection to the Cassandra of the build, with the tables made.
final class CassandraStore implements AutoCloseable {
  private final Surroundings surroundings = Surroundings.real();
  private final CassandraConnection connection;
  final AccountStores stores;

  CassandraStore(TestEngines engines) {
    CassandraConfig config = config(engines);
    connection = new CassandraConnection(config);
    connection.start().toCompletableFuture().join();
    new CassandraSetup(connection, config).run().toCompletableFuture().join();
    stores =
        AccountStores.inCassandra(
            connection, config, new Policies(surroundings, PolicyMetrics.NONE));
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

  @Override
  public void close() {
    connection.stop().toCompletableFuture().join();
    surroundings.close();
  }
}
