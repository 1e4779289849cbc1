package io.parley.testing.engines;

import io.parley.engines.EnginePorts;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/// What a ready [EngineHost] tells of itself in a file.
record EngineHostState(long owner, long pid, int controlPort, EnginePorts ports) {
  private static final String FILE = "host.properties";

  void write(Path folder) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("owner", Long.toString(owner));
    properties.setProperty("pid", Long.toString(pid));
    properties.setProperty("control", Integer.toString(controlPort));
    properties.setProperty("host", ports.host());
    properties.setProperty("cql", Integer.toString(ports.cql()));
    properties.setProperty("storage", Integer.toString(ports.cassandraStorage()));
    properties.setProperty("kafka", Integer.toString(ports.kafka()));
    properties.setProperty("controller", Integer.toString(ports.kafkaController()));
    properties.setProperty("redis", Integer.toString(ports.redis()));
    Path fresh = folder.resolve(FILE + ".new");
    try (Writer writer = Files.newBufferedWriter(fresh)) {
      properties.store(writer, null);
    }
    Files.move(fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(FILE));
  }

  /// The state of the host that runs for this owner now, if one does.
  static Optional<EngineHostState> read(Path folder, long owner) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    EngineHostState state =
        new EngineHostState(
            number(properties, "owner"),
            number(properties, "pid"),
            (int) number(properties, "control"),
            new EnginePorts(
                properties.getProperty("host"),
                (int) number(properties, "cql"),
                (int) number(properties, "storage"),
                (int) number(properties, "kafka"),
                (int) number(properties, "controller"),
                (int) number(properties, "redis")));
    boolean lives = ProcessHandle.of(state.pid).map(ProcessHandle::isAlive).orElse(false);
    return lives && state.owner == owner ? Optional.of(state) : Optional.empty();
  }

  private static long number(Properties properties, String key) {
    return Long.parseLong(properties.getProperty(key, "0"));
  }
}
