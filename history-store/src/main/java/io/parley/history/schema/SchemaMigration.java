package io.parley.history.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import io.parley.runtime.Surroundings;
import io.parley.runtime.resilience.Policy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Applies to one keyspace the steps that it has not had.
///
/// Any number of processes may run it at once: one does the work under a lease, the others wait and
/// find it done. Killed at any point, it is carried on by the next run, since every statement may
/// be executed again. For the same reason a process that loses its lease without noticing does no
/// harm. Only the very first run on a cluster of several nodes should be alone, because two tables
/// of one name that are created on two nodes at once are two tables to Cassandra.
public final class SchemaMigration {
  private static final Logger log = LoggerFactory.getLogger(SchemaMigration.class);

  private final SchemaSession session;
  private final List<Migration> steps;
  private final Surroundings surroundings;
  private final SchemaVersions versions;
  private final SchemaLease lease;

  /// `policy` allows a request as long as a change of schema takes.
  public SchemaMigration(
      CqlSession session, String keyspace, Policy policy, Surroundings surroundings) {
    this(
        new SchemaSession(session, keyspace, policy),
        Migration.all(),
        surroundings,
        SchemaLease.Terms.STANDARD);
  }

  SchemaMigration(
      SchemaSession session,
      List<Migration> steps,
      Surroundings surroundings,
      SchemaLease.Terms terms) {
    String owner = Long.toString(surroundings.random().nextLong() >>> 1, Character.MAX_RADIX);
    this.session = session;
    this.steps = List.copyOf(steps);
    this.surroundings = surroundings;
    this.versions = new SchemaVersions(session);
    this.lease = new SchemaLease(session, surroundings, terms, owner);
  }

  /// Creates the keyspace if it is not there, and applies the steps.
  ///
  /// @param replication copies, by data centre
  public CompletionStage<List<String>> run(Map<String, String> replication) {
    return session.create(replication).thenCompose(_ -> run());
  }

  /// The files that were applied by this run. Fails with a [SchemaException] where people have to
  /// do something.
  CompletionStage<List<String>> run() {
    return session
        .change(SchemaVersions.TABLE)
        .thenCompose(_ -> session.change(SchemaLease.TABLE))
        .thenCompose(_ -> plan())
        .thenCompose(plan ->
            plan.pending().isEmpty() ? CompletableFuture.completedStage(List.of()) : migrate());
  }

  private CompletionStage<SchemaPlan> plan() {
    return versions.applied().thenApply(applied -> SchemaPlan.of(steps, applied));
  }

  private CompletionStage<List<String>> migrate() {
    return lease
        .acquire()
        // another may have done it while we waited
        .thenCompose(_ -> plan())
        .thenCompose(this::apply)
        .handle((applied, failure) ->
            // a release that fails is made up for by the lease's end
            lease
                .release()
                .handle((_, _) ->
                    failure == null
                        ? CompletableFuture.completedStage(applied)
                        : CompletableFuture.<List<String>>failedStage(failure))
                .thenCompose(result -> result))
        .thenCompose(result -> result);
  }

  private CompletionStage<List<String>> apply(SchemaPlan plan) {
    CompletionStage<Void> done = CompletableFuture.completedStage(null);
    for (Migration step : plan.pending()) {
      done = done.thenCompose(_ -> apply(step));
    }
    return done.thenApply(_ -> plan.pending().stream().map(Migration::file).toList());
  }

  private CompletionStage<Void> apply(Migration step) {
    long began = surroundings.nanoTime().getAsLong();
    CompletionStage<Void> done = CompletableFuture.completedStage(null);
    for (String statement : step.statements()) {
      done = done.thenCompose(_ -> lease.renew()).thenCompose(_ -> session.change(statement));
    }
    return done.thenCompose(_ -> lease.renew())
        .thenCompose(_ -> versions.note(step, surroundings.clock().instant()))
        .thenRun(() ->
            log.atInfo()
                .addKeyValue("file", step.file())
                .addKeyValue("tookMs", millisSince(began))
                .log("migrated the schema"));
  }

  private long millisSince(long nanosBefore) {
    return (surroundings.nanoTime().getAsLong() - nanosBefore) / 1_000_000;
  }
}
