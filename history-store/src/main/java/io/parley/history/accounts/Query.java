package io.parley.history.accounts;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.parley.history.PreparedOnce;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A statement whose values are given later, and bound anew for each attempt.
record Query(PreparedOnce prepared) {
  /// What is asked, as often as it takes.
  @FunctionalInterface
  interface Request {
    CompletionStage<? extends Statement<?>> bound();
  }

  Request with(@Nullable Object... values) {
    return () -> bind(values);
  }

  /// Two changes of one partition as one.
  static Request together(Query one, Object[] ones, Query other, Object[] others) {
    return () ->
        one.bind(ones)
            .thenCombine(
                other.bind(others),
                (first, second) ->
                    BatchStatement.newInstance(DefaultBatchType.UNLOGGED, first, second));
  }

  private CompletionStage<BoundStatement> bind(@Nullable Object[] values) {
    return prepared.get().thenApply(statement -> statement.bind(values));
  }
}
