package io.parley.history;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import io.parley.runtime.resilience.StageFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A statement that is prepared when it is first needed, so that a process comes up without
/// Cassandra and without its tables. Any thread; all who come while it is being prepared wait for
/// the same answer, and after a failure the next one tries again. Once prepared it stays so: the
/// driver prepares it anew on a node that has forgotten it.
public final class PreparedOnce {
  private final CassandraConnection connection;
  private final SimpleStatement statement;
  private final AtomicReference<@Nullable CompletableFuture<PreparedStatement>> preparing =
      new AtomicReference<>();

  public PreparedOnce(CassandraConnection connection, String cql) {
    this(connection, SimpleStatement.newInstance(cql));
  }

  /// What is bound has the statement's profile, and its word whether it may be repeated, from the
  /// beginning: to set them on a bound statement is to copy it.
  PreparedOnce(CassandraConnection connection, SimpleStatement statement) {
    this.connection = connection;
    this.statement = statement;
  }

  /// Ends within the time of one request. Throws when there has been no connection yet.
  public CompletionStage<PreparedStatement> get() {
    CompletableFuture<PreparedStatement> known = preparing.get();
    if (known != null) {
      return known;
    }
    CompletableFuture<PreparedStatement> mine = new CompletableFuture<>();
    CompletableFuture<PreparedStatement> earlier = preparing.compareAndExchange(null, mine);
    if (earlier != null) {
      return earlier;
    }
    CompletionStage<PreparedStatement> _ =
        prepare()
            .whenComplete((prepared, fault) -> {
              if (fault == null) {
                mine.complete(prepared);
              } else {
                // first, so that whoever hears of the failure can try again
                preparing.set(null);
                mine.completeExceptionally(told(fault));
              }
            });
    return mine;
  }

  private CompletionStage<PreparedStatement> prepare() {
    try {
      return connection.session().prepareAsync(statement);
    } catch (RuntimeException notReady) {
      return CompletableFuture.failedStage(notReady);
    }
  }

  private static Throwable told(Throwable fault) {
    Throwable cause = StageFailure.of(fault);
    return cause instanceof InvalidQueryException
        ? new NotReadyException(
            "the schema is not there (%s): run ./parley prepare".formatted(cause.getMessage()),
            cause)
        : new CompletionException(cause);
  }
}
