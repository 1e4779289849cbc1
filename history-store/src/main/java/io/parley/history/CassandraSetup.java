package io.parley.history;

import com.datastax.oss.driver.api.core.CqlSession;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/// Creates what must be there before a service starts: the keyspace, and the table of the health
/// probe. Run by one process (`./parley prepare`), since Cassandra does not take the same change of
/// schema from two sides at once; run again, it changes nothing.
public final class CassandraSetup {
  private final CqlSession session;
  private final CassandraConfig config;

  public CassandraSetup(CqlSession session, CassandraConfig config) {
    this.session = session;
    this.config = config;
  }

  public CompletionStage<Void> run() {
    return session
        .executeAsync(
            "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = {'class': 'NetworkTopologyStrategy', %s}"
                .formatted(config.keyspace(), copies()))
        .thenCompose(_ -> session.executeAsync(CassandraProbe.table(config.keyspace())))
        .thenAccept(_ -> {});
  }

  private String copies() {
    return new TreeMap<>(config.replication())
        .entrySet().stream()
            .map(entry -> "'" + entry.getKey() + "': " + entry.getValue())
            .collect(Collectors.joining(", "));
  }
}
