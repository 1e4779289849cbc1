package io.parley.history;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.parley.history.HistoryMetrics.InboxWrite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Writes to the inboxes of many users: those of one user together, as one mutation.
final class InboxWrites {
  /// Rows of one user in one write.
  private static final int ROWS_MAX = 100;

  private final CassandraCalls calls;
  private final HistoryMetrics metrics;

  InboxWrites(CassandraCalls calls, HistoryMetrics metrics) {
    this.calls = calls;
    this.metrics = metrics;
  }

  /// @param bind the statements of some changes of one user, bound anew for every attempt
  <T> CompletionStage<Void> write(
      InboxWrite what,
      List<T> changes,
      Function<T, String> user,
      Function<List<T>, CompletionStage<List<BoundStatement>>> bind) {
    return calls.writeEach(
        byUser(changes, user),
        ofUser ->
            calls
                .write(() -> bind.apply(ofUser))
                .thenRun(() -> metrics.inboxWritten(what, ofUser.size())));
  }

  private static <T> List<List<T>> byUser(List<T> all, Function<T, String> user) {
    Map<String, List<T>> grouped = new LinkedHashMap<>();
    all.forEach(one -> grouped.computeIfAbsent(user.apply(one), _ -> new ArrayList<>()).add(one));
    return grouped.values().stream()
        .flatMap(ofUser -> Pieces.of(ofUser, ROWS_MAX).stream())
        .toList();
  }
}
