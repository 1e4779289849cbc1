package io.parley.history;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/// How one side of the history asks Cassandra: each write and each page of a read under its policy,
/// repeated when its outcome is unknown. Every statement given here must mean the same when it is
/// executed twice.
///
/// The router and the edge have a policy each for what they read: in a process that is both, pages
/// that devices ask for neither use up what the router needs nor open its breaker.
///
/// Any thread; stages complete on a driver's thread or the policies' timer.
final class CassandraCalls {
  private final CassandraConnection connection;
  private final Writes writes;
  private final Policy reads;
  private final ReadsOfMany readsOfMany;

  private CassandraCalls(
      CassandraConnection connection, Writes writes, Policy reads, ReadsOfMany readsOfMany) {
    this.connection = connection;
    this.writes = writes;
    this.reads = reads;
    this.readsOfMany = readsOfMany;
  }

  private record Writes(Policy policy, ManyWrites many) {}

  /// How a side bounds the reads of which a call makes many.
  private interface ReadsOfMany {
    ManyReads with(int ofOne, Runnable onRefusal);
  }

  /// The calls of both sides of a process.
  record Sides(CassandraCalls router, CassandraCalls edge) {
    static Sides create(CassandraConnection connection, CassandraConfig config, Policies policies) {
      CassandraFailures failures = new CassandraFailures();
      Writes writes =
          new Writes(
              policies.policy("cassandra/history-write", config.policy(), failures),
              new ManyWrites(config.requestsMax()));
      Policy routers = policies.policy("cassandra/router-read", config.policy(), failures);
      Policy edges = policies.policy("cassandra/history-read", config.policyOfOneIn(2), failures);
      return new Sides(
          new CassandraCalls(
              connection,
              writes,
              routers,
              (ofOne, _) -> ManyReads.ofRouter(ofOne, Math.max(1, config.requestsMax() / 4))),
          new CassandraCalls(connection, writes, edges, ManyReads::new));
    }
  }

  PreparedOnce preparedWrite(String cql) {
    return new PreparedOnce(connection, SimpleStatement.newInstance(cql).setIdempotent(true));
  }

  PreparedOnce preparedRead(String cql) {
    return new PreparedOnce(
        connection,
        SimpleStatement.newInstance(cql)
            .setIdempotent(true)
            .setExecutionProfileName(CassandraConnection.READS));
  }

  /// One write, or several to one partition, which then are one atomic mutation. The statements are
  /// bound anew for every attempt.
  CompletionStage<Void> write(Supplier<CompletionStage<List<BoundStatement>>> statements) {
    return writes
        .policy()
        .callIdempotent(() ->
            statements.get().thenCompose(bound -> execute(together(bound))).thenAccept(_ -> {}));
  }

  /// Many writes of one call, in no order, as many at a time as leave room for others.
  ///
  /// @param write makes one of them by [#write]
  <T> CompletionStage<Void> writeEach(List<T> items, Function<T, CompletionStage<Void>> write) {
    return writes.many().each(items, write);
  }

  /// Bounds for one kind of read of which a call makes many.
  ManyReads manyReads(int ofOne, Runnable onRefusal) {
    return readsOfMany.with(ofOne, onRefusal);
  }

  /// All rows, in pages: for a statement that says how many there can be.
  CompletionStage<List<Row>> read(PreparedOnce statement, Object... values) {
    return reads
        .callIdempotent(
            () -> statement.get().thenCompose(prepared -> execute(prepared.bind(values))))
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

  /// A batch does not take from its statements that it may be repeated.
  private static Statement<?> together(List<BoundStatement> statements) {
    return statements.size() == 1
        ? statements.getFirst()
        : BatchStatement.newInstance(
                BatchType.UNLOGGED, statements.toArray(BatchableStatement<?>[]::new))
            .setIdempotent(true);
  }
}
