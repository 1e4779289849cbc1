package io.parley.history.accounts;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.parley.history.CassandraConfig;
import io.parley.history.CassandraConnection;
import io.parley.history.CassandraFailures;
import io.parley.history.PreparedOnce;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.Policy;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/// The kinds of requests that accounts and devices are kept with. Each is repeated as its policy
/// allows, so whoever changes something conditionally must know his own change from another's.
///
/// They have a share of the requests: in a process that is router and edge as well, a flood of
/// log-ins leaves the router room. Every hello reads, so reads have the larger part.
final class AccountCalls {
  private static final int READS_ONE_IN = 4;
  private static final int CHANGES_ONE_IN = 8;

  private final CassandraConnection connection;
  private final Policy reads;
  private final Policy changes;

  private AccountCalls(CassandraConnection connection, Policy reads, Policy changes) {
    this.connection = connection;
    this.reads = reads;
    this.changes = changes;
  }

  static AccountCalls create(
      CassandraConnection connection, CassandraConfig config, Policies policies) {
    CassandraFailures rule = new CassandraFailures();
    return new AccountCalls(
        connection,
        policies.policy("cassandra/accounts-read", config.policyOfOneIn(READS_ONE_IN), rule),
        policies.policy("cassandra/accounts-write", config.policyOfOneIn(CHANGES_ONE_IN), rule));
  }

  Query query(String cql) {
    return new Query(new PreparedOnce(connection, cql));
  }

  /// Sees what was changed and answered before.
  CompletionStage<AsyncResultSet> read(Query.Request request) {
    return reads.callIdempotent(() -> execute(request, at(DefaultConsistencyLevel.LOCAL_QUORUM)));
  }

  /// Sees also what was changed and never answered, and settles it: a change is decided from this.
  CompletionStage<AsyncResultSet> readSettled(Query.Request request) {
    return reads.callIdempotent(() -> execute(request, at(DefaultConsistencyLevel.LOCAL_SERIAL)));
  }

  /// A lightweight transaction; whoever reads after its answer sees it.
  CompletionStage<AsyncResultSet> change(Query.Request request) {
    return changes.callIdempotent(() ->
        execute(
            request,
            statement ->
                statement
                    .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM)
                    .setSerialConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL)));
  }

  private static UnaryOperator<Statement<?>> at(ConsistencyLevel level) {
    return statement -> statement.setConsistencyLevel(level).setIdempotent(true);
  }

  private CompletionStage<AsyncResultSet> execute(
      Query.Request request, UnaryOperator<Statement<?>> terms) {
    CqlSession session = connection.session();
    return request.bound().thenCompose(statement -> session.executeAsync(terms.apply(statement)));
  }
}
