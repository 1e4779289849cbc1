package io.parley.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBlueprintTest {
  private BuiltArtifacts built;

  @TempDir private Path home;

  @BeforeEach
  void home() {
    built = new BuiltArtifacts(home);
  }

  @Test
  void configurationNamesAddressPortsAndFolder() throws Exception {
    format();
    blueprint("/jdk").prepare();

    Properties written = new Properties();
    try (var reader = Files.newBufferedReader(properties())) {
      written.load(reader);
    }
    assertEquals(
        "PLAINTEXT://127.1.2.3:13,CONTROLLER://127.1.2.3:14", written.getProperty("listeners"));
    assertEquals("PLAINTEXT://127.1.2.3:13", written.getProperty("advertised.listeners"));
    assertEquals("1@127.1.2.3:14", written.getProperty("controller.quorum.voters"));
    assertEquals(built.data(EngineKind.KAFKA, "data").toString(), written.getProperty("log.dirs"));
  }

  @Test
  void logGoesToTheFolderOfLogs() throws Exception {
    format();
    KafkaBlueprint blueprint = blueprint("/jdk");
    blueprint.prepare();

    assertEquals(home.resolve("logs/kafka.log"), blueprint.log());
    String log4j = Files.readString(built.data(EngineKind.KAFKA, "log4j2.yaml"));
    assertTrue(log4j.contains("fileName: \"" + blueprint.log() + "\""), log4j);
  }

  @Test
  void commandRunsTheBrokerWithItsProperties() throws IOException {
    String jars = built.resolve(EngineKind.KAFKA, "a.jar", "b.jar");

    List<String> command = blueprint("/jdk").command();

    assertEquals("/jdk/bin/java", command.getFirst());
    assertTrue(command.contains("-Xmx200m"));
    assertEquals(
        List.of("-cp", jars, "kafka.Kafka", properties().toString()),
        command.subList(command.size() - 4, command.size()));
  }

  @Test
  void missingBuildIsSaidWithWhatToDo() {
    String expected =
        "Kafka is not built: "
            + built.target(EngineKind.KAFKA).resolve("engine.classpath")
            + " is missing. Run ./mvnw -DskipTests package.";

    assertEquals(
        expected, assertThrows(IOException.class, () -> blueprint("/jdk").prepare()).getMessage());
    assertEquals(
        expected,
        assertThrows(IllegalStateException.class, () -> blueprint("/jdk").command()).getMessage());
  }

  @Test
  void firstPreparationFormatsTheLogDirectory() throws Exception {
    String jars = built.resolve(EngineKind.KAFKA, "a.jar");
    Path said = home.resolve("said");
    fakeJava("printf '%s\\n' \"$@\" > '" + said + "'");

    blueprint(home + "/jdk").prepare();

    List<String> words = Files.readAllLines(said);
    int program = words.indexOf("kafka.tools.StorageTool");
    assertEquals(jars, words.get(program - 1));
    assertEquals(List.of("format", "--ignore-formatted"), words.subList(program + 1, program + 3));
    assertEquals(
        List.of("-c", properties().toString()), words.subList(words.size() - 2, words.size()));
  }

  @Test
  void formattedLogDirectoryIsNotFormattedAgain() throws Exception {
    built.resolve(EngineKind.KAFKA, "a.jar");
    fakeJava("exit 1");
    format();

    blueprint(home + "/jdk").prepare();

    assertTrue(Files.exists(properties()));
  }

  @Test
  void failedFormatNamesTheFileThatSaysWhy() throws Exception {
    built.resolve(EngineKind.KAFKA, "a.jar");
    fakeJava("echo no space; exit 1");

    IOException fault = assertThrows(IOException.class, () -> blueprint(home + "/jdk").prepare());

    Path out = home.resolve("logs/kafka-format.out");
    assertEquals("Kafka's log directory could not be formatted; see " + out, fault.getMessage());
    assertEquals("no space\n", Files.readString(out));
  }

  private KafkaBlueprint blueprint(String jdk) {
    return new KafkaBlueprint(built.settings(), new EngineJdk(Path.of(jdk), 25));
  }

  private Path properties() {
    return built.data(EngineKind.KAFKA, "kafka.properties");
  }

  private void fakeJava(String script) throws IOException {
    Path java = home.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    assertTrue(java.toFile().setExecutable(true));
  }

  /// As the format leaves it.
  private void format() throws IOException {
    Path made = built.data(EngineKind.KAFKA, "data/meta.properties");
    Files.createDirectories(made.getParent());
    Files.writeString(made, "");
  }
}
