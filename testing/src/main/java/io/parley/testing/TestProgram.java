package io.parley.testing;

import io.parley.engines.EnginePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// The program as a person starts it, with a command line, on ports and engines that nobody else
/// has.
public final class TestProgram {
  public static final String HOST = "127.0.0.1";

  private static final int EDGES_MAX = 8;
  private static final int PROCESSES_MAX = 16;

  private final EnginePorts engines = EnginePorts.free(RandomGenerator.getDefault());
  private final int edgePort = freePorts(EDGES_MAX);
  private final int adminPort = freePorts(PROCESSES_MAX);
  private final Map<String, String> environment = new HashMap<>();

  /// @param settings environment variables beside those that keep it apart from others
  public TestProgram(Map<String, String> settings) {
    environment.put("PARLEY_HOME", System.getProperty("parley.root", ".."));
    number("PARLEY_EDGE_PORT", edgePort);
    number("PARLEY_ADMIN_PORT", adminPort);
    number("PARLEY_ENGINES_CASSANDRA_PORT", engines.cql());
    number("PARLEY_ENGINES_CASSANDRA_STORAGE_PORT", engines.cassandraStorage());
    number("PARLEY_ENGINES_KAFKA_PORT", engines.kafka());
    number("PARLEY_ENGINES_KAFKA_CONTROLLER_PORT", engines.kafkaController());
    number("PARLEY_ENGINES_REDIS_PORT", engines.redis());
    number("PARLEY_ENGINES_CASSANDRA_HEAP_MIB", 320);
    number("PARLEY_ENGINES_KAFKA_HEAP_MIB", 256);
    environment.putAll(settings);
  }

  private void number(String variable, int value) {
    environment.put(variable, Integer.toString(value));
  }

  public EnginePorts engines() {
    return engines;
  }

  /// Of the first edge; those of the others follow.
  public int edgePort() {
    return edgePort;
  }

  /// Of the first process; those of the others follow.
  public int adminPort() {
    return adminPort;
  }

  /// Runs it; what it says goes to `out`.
  public Process start(Path out, List<String> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-XX:+UseCompactObjectHeaders");
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", classPath(), "io.parley.standalone.Main"));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.redirectOutput(out.toFile()).start();
  }

  /// Surefire and failsafe hand over a class path that `java.class.path` does not show.
  private static String classPath() {
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", ""));
  }

  private static int freePorts(int count) {
    RandomGenerator random = RandomGenerator.getDefault();
    for (int attempt = 0; attempt < 200; attempt++) {
      int first = random.nextInt(10_000, 32_000);
      if (IntStream.range(first, first + count).allMatch(port -> EnginePorts.isFree(HOST, port))) {
        return first;
      }
    }
    throw new AssertionError("no " + count + " free ports in a row");
  }
}
