package io.parley.history.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.parley.runtime.resilience.Policy;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/// The three ways in which migrating asks Cassandra.
///
/// @param policy of every request; must leave a change of schema the time it takes
record SchemaSession(CqlSession session, String keyspace, Policy policy) {
  /// All nodes must agree on a change of schema, which takes longer than a request may; and on a
  /// node that is busy with one, so does everything else.
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  /// Creates the keyspace.
  CompletionStage<Void> create(Map<String, String> replication) {
    String copies =
        new TreeMap<>(replication)
            .entrySet().stream()
                .map(entry -> "'" + entry.getKey() + "': " + entry.getValue())
                .collect(Collectors.joining(", "));
    return change(
        SimpleStatement.newInstance(
            "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = {'class': 'NetworkTopologyStrategy', %s}"
                .formatted(keyspace, copies)));
  }

  /// Changes the schema of the keyspace.
  CompletionStage<Void> change(String cql) {
    return change(SimpleStatement.newInstance(cql).setKeyspace(keyspace));
  }

  /// Repeated where the outcome is unknown.
  private CompletionStage<Void> change(SimpleStatement change) {
    SimpleStatement statement = change.setTimeout(ANSWER_WITHIN).setIdempotent(true);
    return policy
        .callIdempotent(() -> session.executeAsync(statement))
        .thenCompose(_ -> agreement());
  }

  /// The change is made; that a node was too busy to say so in time is no reason to give up. The
  /// driver says by itself whether the nodes agree only where it keeps the schema.
  private CompletionStage<Void> agreement() {
    return policy
        .callIdempotent(() -> session.checkSchemaAgreementAsync().thenApply(SchemaSession::agreed))
        .handle((_, fault) -> {
          if (fault != null) {
            throw new SchemaException(
                "the nodes do not agree on the schema yet: run it again when they do");
          }
          return null;
        });
  }

  private static boolean agreed(boolean answer) {
    if (!answer) {
      throw new DriverTimeoutException("the nodes do not agree on the schema yet");
    }
    return true;
  }

  /// Reads what conditional writes have settled.
  CompletionStage<AsyncResultSet> read(String cql, Object... values) {
    SimpleStatement statement =
        SimpleStatement.newInstance(cql, values)
            .setKeyspace(keyspace)
            .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL)
            .setTimeout(ANSWER_WITHIN)
            .setIdempotent(true);
    return policy.callIdempotent(() -> session.executeAsync(statement));
  }

  /// A conditional write. The caller must take an outcome that is its own for success: after an
  /// unknown outcome it is made again.
  CompletionStage<AsyncResultSet> decide(String cql, Object... values) {
    SimpleStatement statement =
        SimpleStatement.newInstance(cql, values)
            .setKeyspace(keyspace)
            .setSerialConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL)
            .setTimeout(ANSWER_WITHIN)
            .setIdempotent(false);
    return policy.callIdempotent(() -> session.executeAsync(statement));
  }
}
