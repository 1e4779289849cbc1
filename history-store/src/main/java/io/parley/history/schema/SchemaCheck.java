package io.parley.history.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.concurrent.CompletionStage;

/// Whether a keyspace has every step that this program needs. More is no fault here: while a new
/// version is rolled out, services of the old one run on its schema.
public final class SchemaCheck {
  private static final int NEEDED =
      Migration.FILES.stream().mapToInt(Migration::number).max().orElse(0);

  private SchemaCheck() {}

  /// Fails with a [SchemaException] that says what to do.
  public static CompletionStage<Void> run(CqlSession session, String keyspace) {
    SimpleStatement newest =
        SimpleStatement.newInstance(
                "SELECT max(version) AS newest FROM %s.schema_versions WHERE name = ?"
                    .formatted(keyspace),
                SchemaVersions.NAME)
            .setIdempotent(true);
    return session
        .executeAsync(newest)
        .thenAccept(rows -> {
          Row row = rows.one();
          int reached = row == null ? 0 : row.getInt("newest");
          if (reached < NEEDED) {
            throw new SchemaException(
                "the schema of keyspace %s is at version %d, and %d is needed: run ./parley prepare"
                    .formatted(keyspace, reached, NEEDED));
          }
        });
  }
}
