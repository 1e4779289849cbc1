package io.parley.history;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.parley.history.schema.SchemaMigration;
import io.parley.runtime.Surroundings;
import io.parley.runtime.resilience.BreakerSettings;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.Policy;
import io.parley.runtime.resilience.PolicyMetrics;
import io.parley.runtime.resilience.PolicySettings;
import io.parley.runtime.resilience.RetrySettings;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/// Creates what must be there before a service starts: the keyspace, and in it every table, by the
/// migrations of [io.parley.history.schema]. Run again, it changes nothing; killed, the next run
/// carries on.
public final class CassandraSetup {
  /// All nodes must agree on a change of schema, which takes longer than a request may.
  private static final Duration CHANGE_WITHIN = Duration.ofSeconds(30);

  private static final PolicySettings PATIENT =
      new PolicySettings(
          CHANGE_WITHIN.multipliedBy(2),
          CHANGE_WITHIN,
          16,
          RetrySettings.defaults(),
          BreakerSettings.defaults());

  private final CassandraConnection connection;
  private final CassandraConfig config;
  private final Surroundings surroundings;

  /// `connection` is started already; connected it need not be.
  public CassandraSetup(
      CassandraConnection connection, CassandraConfig config, Surroundings surroundings) {
    this.connection = connection;
    this.config = config;
    this.surroundings = surroundings;
  }

  /// In the real world.
  public CassandraSetup(CassandraConnection connection, CassandraConfig config) {
    this(connection, config, Surroundings.real());
  }

  /// The files of migrations that were applied by this run.
  public CompletionStage<List<String>> run() {
    return connection.connected().thenCompose(this::run);
  }

  private CompletionStage<List<String>> run(CqlSession session) {
    Policy policy =
        new Policies(surroundings, PolicyMetrics.NONE)
            .policy("cassandra/schema", PATIENT, new CassandraFailures());
    SimpleStatement keyspace =
        SimpleStatement.newInstance(
                "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = {'class': 'NetworkTopologyStrategy', %s}"
                    .formatted(config.keyspace(), copies()))
            .setTimeout(CHANGE_WITHIN)
            .setIdempotent(true);
    return policy
        .callIdempotent(() -> session.executeAsync(keyspace))
        .thenCompose(
            _ -> new SchemaMigration(session, config.keyspace(), policy, surroundings).run());
  }

  private String copies() {
    return new TreeMap<>(config.replication())
        .entrySet().stream()
            .map(entry -> "'" + entry.getKey() + "': " + entry.getValue())
            .collect(Collectors.joining(", "));
  }
}
