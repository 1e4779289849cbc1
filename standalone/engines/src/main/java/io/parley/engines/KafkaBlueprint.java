package io.parley.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Kafka as one process that is broker and controller.
final class KafkaBlueprint implements EngineBlueprint {
  private static final long FORMAT_SECONDS = 60;

  /// A name, not a secret: every one-machine Parley has the same. Topics carry ids of their own.
  private static final String CLUSTER_ID = "cGFybGV5LW9uLW9uZQ";

  private final EngineSettings settings;
  private final EngineJdk jdk;
  private final Path directory;

  KafkaBlueprint(EngineSettings settings, EngineJdk jdk) {
    this.settings = settings;
    this.jdk = jdk;
    this.directory = settings.dataOf(EngineKind.KAFKA);
  }

  @Override
  public EngineKind kind() {
    return EngineKind.KAFKA;
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Files.createDirectories(settings.logs());
    Files.writeString(
        properties(),
        EngineBlueprint.template(
            "kafka.properties",
            Map.of(
                "host", settings.ports().host(),
                "port", settings.ports().kafka(),
                "controllerPort", settings.ports().kafkaController(),
                "data", directory)));
    Files.writeString(
        directory.resolve("log4j2.yaml"),
        EngineBlueprint.template("kafka-log4j2.yaml", Map.of("log", log())));
    if (!Files.exists(directory.resolve("data/meta.properties"))) {
      format();
    }
  }

  /// A log directory must be formatted once before the broker takes it.
  private void format() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(jdk.java().toString(), "-Xmx256m"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Dlog4j2.configurationFile=" + directory.resolve("log4j2.yaml").toUri());
    command.addAll(List.of("-cp", EngineBlueprint.classPath(settings, kind())));
    command.addAll(List.of("kafka.tools.StorageTool", "format", "--ignore-formatted"));
    command.addAll(List.of("-t", CLUSTER_ID, "-c", properties().toString()));
    Path out = settings.logs().resolve("kafka-format.out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    if (!process.waitFor(FORMAT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("Kafka's log directory could not be formatted; see " + out);
    }
  }

  @Override
  public List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    command.add("-Xms64m");
    command.add("-Xmx" + settings.memory().kafkaHeapMiB() + "m");
    command.add("-XX:+UseSerialGC");
    command.addAll(HugePages.options());
    command.add("-Xss512k");
    command.add("-XX:+UseCompactObjectHeaders");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:ErrorFile=" + settings.logs().resolve("kafka-crash.log"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Dlog4j2.configurationFile=" + directory.resolve("log4j2.yaml").toUri());
    command.add("-cp");
    try {
      command.add(EngineBlueprint.classPath(settings, kind()));
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    command.add("kafka.Kafka");
    command.add(properties().toString());
    return command;
  }

  @Override
  public Path log() {
    return settings.logs().resolve("kafka.log");
  }

  private Path properties() {
    return directory.resolve("kafka.properties");
  }
}
