package io.parley.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.EngineSettings.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CassandraBlueprintTest {
  private static final EngineJdk JDK_17 = new EngineJdk(Path.of("/jdk-17"), 17);
  private static final EngineJdk JDK_25 = new EngineJdk(Path.of("/jdk-25"), 25);

  private BuiltArtifacts built;

  @TempDir private Path home;

  @BeforeEach
  void home() {
    built = new BuiltArtifacts(home);
  }

  @Test
  void configurationNamesAddressPortsAndFolders() throws IOException {
    String yaml = yaml(Durability.PERIODIC);

    assertTrue(yaml.contains("\nlisten_address: 127.1.2.3\nrpc_address: 127.1.2.3\n"), yaml);
    assertTrue(yaml.contains("\nnative_transport_port: 11\nstorage_port: 12\n"), yaml);
    assertTrue(yaml.contains("- seeds: \"127.1.2.3:12\"\n"), yaml);
    Path data = home.resolve("my data/cassandra");
    assertTrue(yaml.contains("\ndata_file_directories: [ \"" + data + "/data\" ]\n"), yaml);
    assertTrue(yaml.contains("\ncommitlog_directory: \"" + data + "/commitlog\"\n"), yaml);
  }

  @Test
  void periodicDurabilitySyncsEveryTenSeconds() throws IOException {
    String yaml = yaml(Durability.PERIODIC);

    assertTrue(yaml.contains("\ncommitlog_sync: periodic\ncommitlog_sync_period: 10000ms\n"), yaml);
    assertTrue(yaml.contains("\nconcurrent_writes: 16\n"), yaml);
    // below the period it would make every write wait for the next sync
    assertFalse(yaml.contains("periodic_commitlog_sync_lag_block"), yaml);
  }

  @Test
  void batchDurabilitySyncsBeforeEachAnswerWithManyWriters() throws IOException {
    String yaml = yaml(Durability.BATCH);

    assertTrue(yaml.contains("\ncommitlog_sync: batch\n"), yaml);
    assertFalse(yaml.contains("commitlog_sync_period"), yaml);
    assertTrue(yaml.contains("\nconcurrent_writes: 128\n"), yaml);
  }

  @Test
  void logGoesToTheFolderOfLogs() throws IOException {
    CassandraBlueprint blueprint = new CassandraBlueprint(built.settings(), JDK_17);
    blueprint.prepare();

    Path log = home.resolve("logs/cassandra.log");
    assertEquals(log, blueprint.log());
    String logback = Files.readString(built.data(EngineKind.CASSANDRA, "logback.xml"));
    assertTrue(logback.contains("<file>" + log + "</file>"), logback);
  }

  @Test
  void secondPreparationWritesTheSame() throws IOException {
    assertEquals(yaml(Durability.PERIODIC), yaml(Durability.PERIODIC));
  }

  @Test
  void ownJdkRunsItWithoutWhatItDoesNotKnow() throws IOException {
    String jars = built.resolve(EngineKind.CASSANDRA, "a.jar", "b.jar");

    List<String> command = new CassandraBlueprint(built.settings(), JDK_17).command();

    assertEquals("/jdk-17/bin/java", command.getFirst());
    assertEquals(
        List.of("-cp", jars, "org.apache.cassandra.service.CassandraDaemon"),
        command.subList(command.size() - 3, command.size()));
    assertTrue(command.contains("-Xmx300m"));
    assertTrue(command.contains("--add-opens=java.base/java.lang=ALL-UNNAMED"));
    assertFalse(command.contains("-XX:+UseCompactObjectHeaders"));
    assertFalse(command.stream().anyMatch(word -> word.startsWith("--sun-misc-unsafe")));
  }

  @Test
  void laterJdkRunsItBehindOurSecurityManagerClass() throws IOException {
    String jars = built.resolve(EngineKind.CASSANDRA, "a.jar");

    List<String> command = new CassandraBlueprint(built.settings(), JDK_25).command();

    assertEquals("/jdk-25/bin/java", command.getFirst());
    assertEquals(
        built.target(EngineKind.CASSANDRA).resolve("classes") + ":" + jars,
        command.get(command.indexOf("-cp") + 1));
    assertTrue(command.contains("-XX:+UseCompactObjectHeaders"));
    assertTrue(command.contains("--sun-misc-unsafe-memory-access=allow"));
  }

  @Test
  void configurationIsNamedByALocationThatBearsSpaces() throws IOException {
    built.resolve(EngineKind.CASSANDRA, "a.jar");

    List<String> command = new CassandraBlueprint(built.settings(), JDK_17).command();

    assertTrue(
        command.contains(
            "-Dcassandra.config=" + built.data(EngineKind.CASSANDRA, "cassandra.yaml").toUri()));
  }

  @Test
  void missingBuildIsSaidWithWhatToDo() {
    assertEquals(
        "Cassandra is not built: "
            + built.target(EngineKind.CASSANDRA).resolve("engine.classpath")
            + " is missing. Run ./mvnw -DskipTests package.",
        faultOfCommand());
  }

  @Test
  void missingJarIsNamed() throws IOException {
    built.resolve(EngineKind.CASSANDRA, "a.jar", "b.jar");
    Files.delete(home.resolve("b.jar"));

    assertEquals(
        "Cassandra lacks "
            + home.resolve("b.jar")
            + ". Run ./mvnw -DskipTests package to fetch it again.",
        faultOfCommand());
  }

  private String faultOfCommand() {
    CassandraBlueprint blueprint = new CassandraBlueprint(built.settings(), JDK_17);
    return String.valueOf(
        assertThrows(IllegalStateException.class, blueprint::command).getMessage());
  }

  private String yaml(Durability durability) throws IOException {
    new CassandraBlueprint(built.settings(durability), JDK_17).prepare();
    return Files.readString(built.data(EngineKind.CASSANDRA, "cassandra.yaml"));
  }
}
