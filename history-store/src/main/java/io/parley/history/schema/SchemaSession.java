package io.parley.history.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.parley.runtime.resilience.Policy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The three ways in which migrating asks Cassandra.
///
/// @param policy of every request; must leave a change of schema the time it takes
record SchemaSession(CqlSession session, String keyspace, Policy policy) {
  /// All nodes must agree on a change of schema, which takes longer than a request may.
  static final Duration CHANGE_WITHIN = Duration.ofSeconds(30);

  /// Changes the schema. Repeated where the outcome is unknown.
  CompletionStage<Void> change(String cql) {
    SimpleStatement statement =
        SimpleStatement.newInstance(cql)
            .setKeyspace(keyspace)
            .setTimeout(CHANGE_WITHIN)
            .setIdempotent(true);
    return policy
        .callIdempotent(() -> session.executeAsync(statement))
        .thenCompose(done ->
            done.getExecutionInfo().isSchemaInAgreement()
                ? CompletableFuture.completedStage(null)
                : agreement());
  }

  /// The change is made; that a node was too busy to say so in time is no reason to give up.
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
            .setIdempotent(false);
    return policy.callIdempotent(() -> session.executeAsync(statement));
  }
}
