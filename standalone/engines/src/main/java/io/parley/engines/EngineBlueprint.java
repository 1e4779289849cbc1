package io.parley.engines;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one engine is started with: its configuration files and its command.
sealed interface EngineBlueprint permits CassandraBlueprint, KafkaBlueprint, RedisBlueprint {
  Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");

  EngineKind kind();

  /// Writes the configuration and whatever the engine needs before its first start. Blocks; may run
  /// a command of the engine's own.
  void prepare() throws IOException, InterruptedException;

  List<String> command();

  /// How late its timers may be ([TimerSlack]); zero: as usual.
  default Duration timerSlack() {
    return Duration.ZERO;
  }

  /// The log that the engine writes by itself; what it prints goes to [ProcessPlan#out].
  Path log();

  static EngineBlueprint of(EngineKind kind, EngineSettings settings) {
    return switch (kind) {
      case CASSANDRA -> new CassandraBlueprint(settings, EngineJdk.forCassandra());
      case KAFKA -> new KafkaBlueprint(settings, EngineJdk.running());
      case REDIS -> new RedisBlueprint(settings);
    };
  }

  /// A template of ours with `${name}` replaced. A name without a value is a mistake of ours.
  static String template(String name, Map<String, Object> values) {
    String text;
    try (InputStream in = EngineBlueprint.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no template " + name);
      }
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // in one pass: a folder's name may itself look like a placeholder
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(found -> {
          Object value = values.get(found.group(1));
          if (value == null) {
            throw new IllegalStateException(name + ": a placeholder has no value");
          }
          return Matcher.quoteReplacement(value.toString());
        });
  }

  /// The class path that the build resolved for this engine.
  static String classPath(EngineSettings settings, EngineKind kind) throws IOException {
    Path file = settings.artifacts(kind).resolve("engine.classpath");
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          kind.title() + " is not built: " + file + " is missing. Run ./mvnw -DskipTests package.");
    }
    String classPath = Files.readString(file).strip();
    for (String jar : classPath.split(":", -1)) {
      if (!Files.isRegularFile(Path.of(jar))) {
        throw new IOException(
            kind.title() + " lacks " + jar + ". Run ./mvnw -DskipTests package to fetch it again.");
      }
    }
    return classPath;
  }
}
