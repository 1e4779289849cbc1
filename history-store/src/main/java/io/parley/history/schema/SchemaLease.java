package io.parley.history.schema;

import com.datastax.oss.driver.api.core.cql.Row;
import io.parley.runtime.Surroundings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The right to migrate, held by one process for a time: a row that ends by itself, so that nobody
/// has to clean up after a process that was killed.
final class SchemaLease {
  private static final Logger log = LoggerFactory.getLogger(SchemaLease.class);

  static final String TABLE =
      """
      CREATE TABLE IF NOT EXISTS schema_lease (name text PRIMARY KEY, owner text)
      WITH comment = 'Who changes the schema at the moment'
      """;
  private static final String NAME = "migrations";

  /// @param held how long the lease lasts after each renewal, in whole seconds
  /// @param askEvery while another has it
  /// @param waitAtMost for another to be done
  record Terms(Duration held, Duration askEvery, Duration waitAtMost) {
    static final Terms STANDARD =
        new Terms(Duration.ofSeconds(15), Duration.ofMillis(500), Duration.ofSeconds(120));
  }

  private final SchemaSession session;
  private final Surroundings surroundings;
  private final Terms terms;
  private final String owner;

  /// `owner`: no other run has the same.
  SchemaLease(SchemaSession session, Surroundings surroundings, Terms terms, String owner) {
    this.session = session;
    this.surroundings = surroundings;
    this.terms = terms;
    this.owner = owner;
  }

  /// Ends when the lease is ours; fails when another has kept it for too long.
  CompletionStage<Void> acquire() {
    return acquire(surroundings.nanoTime().getAsLong() + terms.waitAtMost().toNanos());
  }

  private CompletionStage<Void> acquire(long until) {
    return take()
        .thenCompose(holder -> {
          if (holder.equals(owner)) {
            return CompletableFuture.completedStage(null);
          }
          if (surroundings.nanoTime().getAsLong() > until) {
            throw new SchemaException(
                "another process (%s) changes the schema: run it again when that is done"
                    .formatted(holder));
          }
          log.atInfo().addKeyValue("holder", holder).log("waiting for another migration to end");
          return pause().thenCompose(_ -> acquire(until));
        });
  }

  /// Makes it last anew. One that has ended meanwhile, because a change took long, and that nobody
  /// took is taken again; fails when another has it.
  CompletionStage<Void> renew() {
    return session
        .decide(
            "UPDATE schema_lease USING TTL ? SET owner = ? WHERE name = ? IF owner = ?",
            seconds(),
            owner,
            NAME,
            owner)
        .thenCompose(
            answer -> answer.wasApplied() ? CompletableFuture.completedStage(owner) : take())
        .thenAccept(holder -> {
          if (!holder.equals(owner)) {
            throw new SchemaException("the right to change the schema was lost: run it again");
          }
        });
  }

  /// Whose it is after we have tried to take it.
  private CompletionStage<String> take() {
    return session
        .decide(
            "INSERT INTO schema_lease (name, owner) VALUES (?, ?) IF NOT EXISTS USING TTL ?",
            NAME,
            owner,
            seconds())
        .thenApply(answer -> answer.wasApplied() ? owner : holder(answer.one()));
  }

  CompletionStage<Void> release() {
    return session
        .decide("DELETE FROM schema_lease WHERE name = ? IF owner = ?", NAME, owner)
        .thenAccept(_ -> {});
  }

  private int seconds() {
    return Math.toIntExact(terms.held().toSeconds());
  }

  private CompletionStage<Void> pause() {
    CompletableFuture<Void> over = new CompletableFuture<>();
    ScheduledFuture<?> _ =
        surroundings
            .timer()
            .schedule(
                () -> over.complete(null), terms.askEvery().toMillis(), TimeUnit.MILLISECONDS);
    return over;
  }

  private static String holder(@Nullable Row row) {
    String holder = row == null ? null : row.getString("owner");
    return holder == null ? "unknown" : holder;
  }
}
