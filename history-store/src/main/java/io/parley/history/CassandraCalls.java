package io.parley.history;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.parley.runtime.resilience.BreakerSettings;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.Policy;
import io.parley.runtime.resilience.PolicySettings;
import io.parley.runtime.resilience.RetrySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// How history asks Cassandra: each write and each page of a read under its policy, repeated when
/// its outcome is unknown. Every statement given here must mean the same when it is executed twice.
///
/// Any thread; stages complete on a driver's thread or the policies' timer.
final class CassandraCalls {
  private static final RetrySettings RETRY =
      new RetrySettings(5, Duration.ofMillis(50), Duration.ofSeconds(1));

  private final CassandraConnection connection;
  private final Policy writes;
  private final Policy reads;

  CassandraCalls(CassandraConnection connection, CassandraConfig config, Policies policies) {
    PolicySettings settings =
        new PolicySettings(
            config.callWithin(),
            config.requestTimeout(),
            config.requestsMax(),
            RETRY,
            BreakerSettings.defaults());
    CassandraFailures failures = new CassandraFailures();
    this.connection = connection;
    this.writes = policies.policy("cassandra/history-write", settings, failures);
    this.reads = policies.policy("cassandra/history-read", settings, failures);
  }

  PreparedOnce prepared(String cql) {
    return new PreparedOnce(connection, cql);
  }

  /// One write, or several to one partition, which then are one atomic mutation. The statements are
  /// bound anew for every attempt.
  CompletionStage<Void> write(Supplier<CompletionStage<List<BoundStatement>>> statements) {
    return writes.callIdempotent(
        () -> statements.get().thenCompose(bound -> execute(together(bound))).thenAccept(_ -> {}));
  }

  /// All rows, in pages.
  CompletionStage<List<Row>> read(PreparedOnce statement, Object... values) {
    return reads
        .callIdempotent(() ->
            statement
                .get()
                .thenCompose(prepared ->
                    execute(
                        prepared
                            .bind(values)
                            .setExecutionProfileName(CassandraConnection.READS)
                            .setIdempotent(true))))
        .thenCompose(page -> gather(page, new ArrayList<>()));
  }

  private CompletionStage<List<Row>> gather(AsyncResultSet page, List<Row> rows) {
    page.currentPage().forEach(rows::add);
    return page.hasMorePages()
        ? reads.callIdempotent(page::fetchNextPage).thenCompose(next -> gather(next, rows))
        : CompletableFuture.completedStage(rows);
  }

  private CompletionStage<AsyncResultSet> execute(Statement<?> statement) {
    CqlSession session = connection.session();
    return session.executeAsync(statement);
  }

  private static Statement<?> together(List<BoundStatement> statements) {
    return statements.size() == 1
        ? statements.getFirst().setIdempotent(true)
        : BatchStatement.newInstance(
                BatchType.UNLOGGED, statements.toArray(BatchableStatement<?>[]::new))
            .setIdempotent(true);
  }
}
