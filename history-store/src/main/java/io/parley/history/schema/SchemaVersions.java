package io.parley.history.schema;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/// Which steps a keyspace has had.
final class SchemaVersions {
  static final String TABLE =
      """
      CREATE TABLE IF NOT EXISTS schema_versions (
        name text,
        version int,
        file text,
        checksum text,
        applied_at timestamp,
        PRIMARY KEY (name, version)
      ) WITH comment = 'The migrations that were applied'
      """;
  static final String NAME = "migrations";

  private final SchemaSession session;

  SchemaVersions(SchemaSession session) {
    this.session = session;
  }

  /// @param file as it was called then
  record Applied(int version, String file, String checksum) {}

  /// By number.
  CompletionStage<Map<Integer, Applied>> applied() {
    return session
        .read("SELECT version, file, checksum FROM schema_versions WHERE name = ?", NAME)
        .thenApply(SchemaVersions::applied);
  }

  private static Map<Integer, Applied> applied(AsyncResultSet rows) {
    Map<Integer, Applied> applied = new TreeMap<>();
    for (Row row : rows.currentPage()) {
      int version = row.getInt("version");
      applied.put(
          version,
          new Applied(
              version,
              String.valueOf(row.getString("file")),
              String.valueOf(row.getString("checksum"))));
    }
    return applied;
  }

  /// Notes that a step was applied. When another process has noted the same it is noted; when it
  /// has noted another file under this number, that is an error.
  CompletionStage<Void> note(Migration step, Instant now) {
    return session
        .decide(
            """
            INSERT INTO schema_versions (name, version, file, checksum, applied_at)
            VALUES (?, ?, ?, ?, ?) IF NOT EXISTS
            """,
            NAME,
            step.number(),
            step.file(),
            step.checksum(),
            now)
        .thenAccept(answer -> {
          Row there = answer.wasApplied() ? null : answer.one();
          if (there != null && !step.checksum().equals(there.getString("checksum"))) {
            throw SchemaPlan.changed(step.file());
          }
        });
  }
}
