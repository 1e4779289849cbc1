package io.parley.history.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import io.parley.runtime.resilience.BreakerSettings;
import io.parley.runtime.resilience.FailureKind;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.Policy;
import io.parley.runtime.resilience.PolicyMetrics;
import io.parley.runtime.resilience.PolicySettings;
import io.parley.runtime.resilience.RetrySettings;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EnginesExtension.class)
class SchemaMigrationIT {
  private static final SchemaLease.Terms SHORT =
      new SchemaLease.Terms(Duration.ofSeconds(3), Duration.ofMillis(50), Duration.ofSeconds(20));
  private static final Migration ONE =
      Migration.of(
          "0001-one.cql",
          """
          CREATE TABLE IF NOT EXISTS one (id int PRIMARY KEY);
          CREATE TABLE IF NOT EXISTS two (id int PRIMARY KEY);
          """);
  private static final Migration TWO =
      Migration.of("0002-two.cql", "ALTER TABLE one ADD IF NOT EXISTS note text;");

  private final Surroundings surroundings = Surroundings.real();
  private final CqlSession session;
  private final String keyspace;
  private final SchemaSession schema;

  SchemaMigrationIT(TestEngines engines) {
    session =
        CqlSession.builder()
            .addContactPoint(engines.cassandra())
            .withLocalDatacenter("datacenter1")
            .withConfigLoader(
                DriverConfigLoader.programmaticBuilder()
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                    // as the connection that prepares
                    .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, false)
                    .build())
            .build();
    keyspace = engines.keyspace();
    schema = new SchemaSession(session, keyspace, policy());
  }

  @BeforeEach
  void forgetWhatWasApplied() {
    session.execute(
        """
        CREATE KEYSPACE IF NOT EXISTS %s
        WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 1}
        """
            .formatted(keyspace));
    get(schema.change(SchemaVersions.TABLE));
    get(schema.change(SchemaLease.TABLE));
    for (String table : List.of("schema_versions", "schema_lease")) {
      session.execute("DELETE FROM %s.%s WHERE name = 'migrations'".formatted(keyspace, table));
    }
  }

  @AfterEach
  void close() {
    session.close();
    surroundings.close();
  }

  private Policy policy() {
    Duration patience = Duration.ofSeconds(30);
    PolicySettings settings =
        new PolicySettings(
            patience, patience, 64, RetrySettings.defaults(), BreakerSettings.defaults());
    return new Policies(surroundings, PolicyMetrics.NONE)
        .policy("cassandra/test", settings, _ -> FailureKind.PERMANENT);
  }

  private SchemaMigration migration(Migration... steps) {
    return new SchemaMigration(schema, List.of(steps), surroundings, SHORT);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static String refusal(CompletionStage<?> stage) {
    CompletionException refusal = assertThrows(CompletionException.class, () -> get(stage));
    assertInstanceOf(SchemaException.class, refusal.getCause());
    return FaultText.of(refusal);
  }

  private List<Integer> versions() {
    return session
        .execute("SELECT version FROM %s.schema_versions".formatted(keyspace))
        .all()
        .stream()
        .map(row -> row.getInt(0))
        .toList();
  }

  @Test
  void stepsAreAppliedOnceAndInOrder() {
    assertEquals(List.of("0001-one.cql"), get(migration(ONE).run()));
    assertEquals(List.of("0002-two.cql"), get(migration(ONE, TWO).run()));
    assertEquals(List.of(), get(migration(ONE, TWO).run()));
    assertEquals(List.of(1, 2), versions());
    session.execute("INSERT INTO %s.one (id, note) VALUES (1, 'x')".formatted(keyspace));
  }

  @Test
  void ofManyAtOnceOneDoesTheWork() {
    List<CompletionStage<List<String>>> runs =
        IntStream.range(0, 4).mapToObj(_ -> migration(ONE, TWO).run()).toList();
    List<String> applied = new ArrayList<>();
    runs.forEach(run -> applied.addAll(get(run)));
    assertEquals(List.of("0001-one.cql", "0002-two.cql"), applied);
    assertEquals(List.of(1, 2), versions());
  }

  @Test
  void whatAKilledRunLeftIsCarriedOn() {
    Migration step =
        Migration.of(
            "0001-one.cql",
            """
            CREATE TABLE IF NOT EXISTS made (id int PRIMARY KEY);
            CREATE TABLE IF NOT EXISTS not_made_yet (id int PRIMARY KEY);
            """);
    get(schema.change(step.statements().getFirst()));
    session.execute(
        "INSERT INTO %s.schema_lease (name, owner) VALUES ('migrations', 'killed') USING TTL 2"
            .formatted(keyspace));
    assertEquals(List.of("0001-one.cql"), get(migration(step).run()));
    session.execute("INSERT INTO %s.not_made_yet (id) VALUES (1)".formatted(keyspace));
  }

  /// Each run finds what the one before has made, and rows in it.
  @Test
  void theProgramsOwnStepsMayBeAppliedAgain() {
    get(ownMigration().run());
    session.execute(
        "INSERT INTO %s.inbox (user_id, conversation, status) VALUES ('a', 'g:1', 1)"
            .formatted(keyspace));
    forgetWhatWasApplied();
    assertEquals(Migration.FILES, get(ownMigration().run()));
    Row row = session.execute("SELECT status FROM %s.inbox".formatted(keyspace)).one();
    assertNotNull(row);
    assertEquals(1, row.getInt(0));
  }

  private SchemaMigration ownMigration() {
    return new SchemaMigration(schema, Migration.all(), surroundings, SchemaLease.Terms.STANDARD);
  }

  @Test
  void aRunDoesNotWaitForEverForAnother() {
    session.execute(
        "INSERT INTO %s.schema_lease (name, owner) VALUES ('migrations', 'somebody')"
            .formatted(keyspace));
    SchemaLease.Terms hasty =
        new SchemaLease.Terms(Duration.ofSeconds(3), Duration.ofMillis(50), Duration.ofMillis(300));
    String refusal = refusal(new SchemaMigration(schema, List.of(ONE), surroundings, hasty).run());
    assertEquals(
        "another process (somebody) changes the schema: run it again when that is done", refusal);
  }

  @Test
  void whoLostTheLeaseStops() {
    SchemaLease lost = new SchemaLease(schema, surroundings, SHORT, "lost");
    get(lost.acquire());
    session.execute(
        "UPDATE %s.schema_lease SET owner = 'next' WHERE name = 'migrations'".formatted(keyspace));
    assertEquals("the right to change the schema was lost: run it again", refusal(lost.renew()));
    get(lost.release());
    SchemaLease next = new SchemaLease(schema, surroundings, SHORT, "next");
    get(next.renew());
  }

  @Test
  void aLeaseThatEndedAndNobodyTookIsTakenAgain() {
    SchemaLease lease = new SchemaLease(schema, surroundings, SHORT, "slow");
    get(lease.renew());
    SchemaLease other = new SchemaLease(schema, surroundings, SHORT, "other");
    assertEquals("the right to change the schema was lost: run it again", refusal(other.renew()));
  }

  @Test
  void aStepThatFailsIsNamedByCassandraAndGivesTheLeaseBack() {
    Migration broken = Migration.of("0002-two.cql", "CREATE TABLE IF NOT EXISTS x (id int);");
    CompletionException failure =
        assertThrows(CompletionException.class, () -> get(migration(ONE, broken).run()));
    assertTrue(FaultText.of(failure).contains("PRIMARY KEY"), () -> FaultText.of(failure));
    assertEquals(List.of(1), versions());
    assertEquals(List.of("0002-two.cql"), get(migration(ONE, TWO).run()));
  }

  @Test
  void aChangedFileIsRefusedByName() {
    get(migration(ONE, TWO).run());
    Migration changed = Migration.of("0002-two.cql", "ALTER TABLE one ADD IF NOT EXISTS b text;");
    assertTrue(refusal(migration(ONE, changed).run()).startsWith("0002-two.cql was changed"));
  }

  @Test
  void anOlderProgramRefusesANewerSchema() {
    get(migration(ONE, TWO).run());
    assertTrue(refusal(migration(ONE).run()).startsWith("the schema is at version 2"));
  }

  @Test
  void aServiceAsksForTheVersionItNeeds() {
    get(migration(ONE).run());
    assertEquals(
        "the schema of keyspace %s is at version 1, and %d is needed: run ./parley prepare"
            .formatted(keyspace, Migration.FILES.size()),
        refusal(SchemaCheck.run(session, keyspace)));
    for (int version = 2; version <= Migration.FILES.size() + 1; version++) {
      session.execute(
          "INSERT INTO %s.schema_versions (name, version) VALUES ('migrations', %d)"
              .formatted(keyspace, version));
    }
    get(SchemaCheck.run(session, keyspace));
  }
}
