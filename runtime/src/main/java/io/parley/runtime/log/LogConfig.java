package io.parley.runtime.log;

import io.parley.runtime.config.Setting;
import java.util.Map;

/// How a process logs.
public record LogConfig(
    @Setting(doc = "How a line looks: for people, or one JSON object.", standard = "human")
        Format format,
    @Setting(doc = "The least severe level that is logged.", standard = "info") Level level,
    @Setting(
            doc = "Other levels for single loggers, such as `io.parley.edge: debug`.",
            // what clients say of brokers that are away, our loops and health say in fewer words
            standard =
                "org.apache.kafka=warn,org.apache.kafka.clients=error,com.datastax=error,"
                    + "org.redisson=warn,io.netty=warn")
        Map<String, String> levels,
    @Setting(doc = "The file to log to, kept below 40 MB; empty for the standard output.")
        String file) {

  public LogConfig {
    levels = Map.copyOf(levels);
    levels.forEach((logger, name) -> levelOf(logger, name));
  }

  /// What lines look like.
  public enum Format {
    HUMAN,
    JSON
  }

  /// How severe an event is.
  public enum Level {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  static Level levelOf(String logger, String name) {
    for (Level level : Level.values()) {
      if (level.name().equalsIgnoreCase(name)) {
        return level;
      }
    }
    throw new IllegalArgumentException(
        "levels: %s: \"%s\" (expected: trace, debug, info, warn or error)".formatted(logger, name));
  }
}
