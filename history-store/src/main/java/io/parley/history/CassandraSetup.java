package io.parley.history;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/// Creates what must be there before a service starts: the keyspace, and the table of the health
/// probe. Run by one process (`./parley prepare`), since Cassandra does not take the same change of
/// schema from two sides at once; run again, it changes nothing.
public final class CassandraSetup {
  private static final Duration CHANGE_WITHIN = Duration.ofSeconds(30);

  private final CassandraConnection connection;
  private final CassandraConfig config;

  /// `connection` is started already; connected it need not be.
  public CassandraSetup(CassandraConnection connection, CassandraConfig config) {
    this.connection = connection;
    this.config = config;
  }

  public CompletionStage<Void> run() {
    return connection.connected().thenCompose(this::run);
  }

  private CompletionStage<Void> run(CqlSession session) {
    return session
        .executeAsync(
            change(
                "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = {'class': 'NetworkTopologyStrategy', %s}"
                    .formatted(config.keyspace(), copies())))
        .thenCompose(_ -> session.executeAsync(change(CassandraProbe.table(config.keyspace()))))
        .thenAccept(_ -> {});
  }

  /// All nodes must agree on a change of schema, which takes longer than a request may.
  private static SimpleStatement change(String cql) {
    return SimpleStatement.newInstance(cql).setTimeout(CHANGE_WITHIN);
  }

  private String copies() {
    return new TreeMap<>(config.replication())
        .entrySet().stream()
            .map(entry -> "'" + entry.getKey() + "': " + entry.getValue())
            .collect(Collectors.joining(", "));
  }
}
