package io.parley.history.accounts;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A statement that is prepared when it is first needed: there may be no connection and no table
/// yet when it is made. The driver prepares it again by itself on nodes that forgot it.
final class Query {
  private final String cql;
  private volatile @Nullable PreparedStatement prepared;

  Query(String cql) {
    this.cql = cql;
  }

  /// What is asked of a session, as often as it takes.
  @FunctionalInterface
  interface Request {
    CompletionStage<? extends Statement<?>> on(CqlSession session);
  }

  Request with(@Nullable Object... values) {
    return session -> bind(session, values);
  }

  /// Two changes of one partition as one.
  static Request together(Query one, Object[] ones, Query other, Object[] others) {
    return session ->
        one.bind(session, ones)
            .thenCombine(
                other.bind(session, others),
                (first, second) ->
                    BatchStatement.newInstance(DefaultBatchType.UNLOGGED, first, second));
  }

  private CompletionStage<BoundStatement> bind(CqlSession session, @Nullable Object[] values) {
    PreparedStatement known = prepared;
    if (known != null) {
      return CompletableFuture.completedStage(known.bind(values));
    }
    // the driver makes one request of many at once
    return session
        .prepareAsync(cql)
        .thenApply(fresh -> {
          prepared = fresh;
          return fresh.bind(values);
        });
  }
}
