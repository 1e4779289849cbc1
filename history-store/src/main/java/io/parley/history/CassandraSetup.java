package io.parley.history;

import io.parley.history.schema.SchemaMigration;
import io.parley.runtime.Surroundings;
import io.parley.runtime.resilience.BreakerSettings;
import io.parley.runtime.resilience.CallOutcome;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.Policy;
import io.parley.runtime.resilience.PolicyMetrics;
import io.parley.runtime.resilience.PolicySettings;
import io.parley.runtime.resilience.RetrySettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

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
    return run(() -> {});
  }

  /// The same, for who waits as long as it gets on.
  ///
  /// @param onAnswer told, on any thread, of each answer of Cassandra's
  public CompletionStage<List<String>> run(Runnable onAnswer) {
    PolicyMetrics answers =
        new PolicyMetrics() {
          @Override
          public void ended(String policy, CallOutcome outcome, Duration took) {
            if (outcome == CallOutcome.OK) {
              onAnswer.run();
            }
          }
        };
    Policy policy =
        new Policies(surroundings, answers)
            .policy("cassandra/schema", PATIENT, new CassandraFailures());
    return connection
        .connected()
        .thenCompose(session -> {
          onAnswer.run();
          return new SchemaMigration(session, config.keyspace(), policy, surroundings)
              .run(config.replication());
        });
  }
}
