package io.parley.history;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import io.parley.history.schema.SchemaCheck;
import io.parley.runtime.health.Dependency;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Proves that a row can be written and read at the consistency that messages are kept with.
///
/// Each instance writes one row of its own, again and again. Before the first one it looks whether
/// the keyspace has the schema that this program needs: a service is not ready on an older one.
public final class CassandraProbe implements Dependency {
  private final CassandraConnection connection;
  private final String keyspace;
  private final String instance;
  private final LongSupplier nonces;
  private volatile @Nullable Statements prepared;

  /// - `instance`: unique among the processes that use the keyspace
  /// - `nonces`: a value that differs each time
  public CassandraProbe(
      CassandraConnection connection, String keyspace, String instance, LongSupplier nonces) {
    this.connection = connection;
    this.keyspace = keyspace;
    this.instance = instance;
    this.nonces = nonces;
  }

  private record Statements(PreparedStatement write, PreparedStatement read) {}

  @Override
  public String name() {
    return "cassandra";
  }

  @Override
  public CompletionStage<?> prove() {
    CqlSession session = connection.session();
    long nonce = nonces.getAsLong();
    return statements(session)
        .thenCompose(statements ->
            session
                .executeAsync(statements.write().bind(instance, nonce))
                .thenCompose(_ -> session.executeAsync(statements.read().bind(instance))))
        .thenAccept(rows -> requireSame(rows, nonce));
  }

  private static void requireSame(AsyncResultSet rows, long nonce) {
    Row row = rows.one();
    if (row == null || row.getLong("nonce") != nonce) {
      throw new IllegalStateException("the row just written was not read back");
    }
  }

  private CompletionStage<Statements> statements(CqlSession session) {
    Statements known = prepared;
    if (known != null) {
      return CompletableFuture.completedStage(known);
    }
    String table = keyspace + ".health_probe";
    return session
        .prepareAsync("INSERT INTO " + table + " (instance, nonce) VALUES (?, ?)")
        .thenCombine(
            session.prepareAsync("SELECT nonce FROM " + table + " WHERE instance = ?"),
            Statements::new)
        .thenCompose(statements -> SchemaCheck.run(session, keyspace).thenApply(_ -> statements))
        .handle((statements, fault) -> {
          if (fault == null) {
            prepared = statements;
            return statements;
          }
          Throwable cause = fault.getCause() == null ? fault : fault.getCause();
          throw cause instanceof InvalidQueryException
              ? new IllegalStateException(
                  "table " + table + " is missing: run ./parley prepare", cause)
              : new CompletionException(cause);
        });
  }
}
