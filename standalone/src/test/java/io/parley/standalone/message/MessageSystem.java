package io.parley.standalone.message;

import io.parley.engines.EnginePorts;
import io.parley.engines.ProcessLedger;
import io.parley.engines.Signals;
import io.parley.testing.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A Parley of its own for a test class, on engines of its own, started with `up` and ended with
/// it.
final class MessageSystem implements AutoCloseable {
  private static final Duration START_WITHIN = Duration.ofMinutes(2);

  /// What a test needs of every system: passwords that cost little, and nobody who thinks that many
  /// people behind one address are an attack.
  private static final Map<String, String> MANY_PEOPLE =
      Map.of(
          "PARLEY_ACCOUNTS_PASSWORDS_MEMORY", "64KiB",
          "PARLEY_ACCOUNTS_PASSWORDS_PASSES", "1",
          "PARLEY_ACCOUNTS_THROTTLING_USER_BURST", "1000",
          "PARLEY_ACCOUNTS_THROTTLING_ADDRESS_BURST", "100000");

  private static final String HOST = "127.0.0.1";

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final EnginePorts engines = EnginePorts.free(RandomGenerator.getDefault());
  private final int edgePort = freePorts(2);
  private final int adminPort = freePorts(8);
  private final int edges;
  private final Process up;

  /// How it is laid out.
  enum Layout {
    /// All services in one process.
    TOGETHER(1),
    /// Two edges and two routers, each a process.
    APART(2);

    private final int edges;

    Layout(int edges) {
      this.edges = edges;
    }

    List<String> words() {
      return switch (this) {
        case TOGETHER -> List.of("up");
        case APART -> List.of("up", "--edges", Integer.toString(edges), "--routers", "2");
      };
    }
  }

  /// @param settings environment variables beside those that every test needs
  MessageSystem(Path folder, Layout layout, Map<String, String> settings) throws IOException {
    this.folder = folder;
    this.edges = layout.edges;
    environment.putAll(MANY_PEOPLE);
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
    this.up = start(layout.words());
    try {
      awaitReady();
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void number(String variable, int value) {
    environment.put(variable, Integer.toString(value));
  }

  private Process start(List<String> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-XX:+UseCompactObjectHeaders");
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", classPath(), "io.parley.standalone.Main"));
    command.addAll(words);
    command.addAll(List.of("--data", data().toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.redirectOutput(out().toFile()).start();
  }

  /// Surefire and failsafe hand over a class path that `java.class.path` does not show.
  private static String classPath() {
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", ""));
  }

  private void awaitReady() throws IOException {
    Eventually.eventually(
        START_WITHIN,
        () -> {
          String said = Files.readString(out());
          if (!said.contains("is ready") && up.isAlive()) {
            throw new AssertionError("not ready:\n" + said);
          }
        });
    if (!up.isAlive()) {
      throw new AssertionError("it ended:\n" + Files.readString(out()));
    }
  }

  private Path out() {
    return folder.resolve("up.txt");
  }

  private Path data() {
    return folder.resolve("data");
  }

  /// The sockets of all edges.
  List<URI> sockets() {
    return IntStream.range(0, edges)
        .mapToObj(i -> URI.create("ws://" + HOST + ":" + (edgePort + i) + "/v1/ws"))
        .toList();
  }

  /// The HTTP API of the first edge.
  URI http() {
    return URI.create("http://" + HOST + ":" + edgePort);
  }

  /// Sends a signal to a process by its name in `parley status`. One that dies is started again by
  /// the launcher.
  void signal(String process, String signal) throws IOException, InterruptedException {
    Signals.send(pid(process), signal);
  }

  /// The id of a process that runs now.
  long pid(String process) throws IOException {
    return ProcessLedger.read(data().resolve("run/processes")).stream()
        .filter(entry -> entry.name().equals(process) && entry.process().isPresent())
        .mapToLong(ProcessLedger.Entry::pid)
        .findFirst()
        .orElseThrow(() -> new IOException(process + " does not run"));
  }

  /// `FLUSHALL`, as an operator would.
  void flushRedis() throws IOException {
    try (Socket redis = new Socket(engines.host(), engines.redis())) {
      redis.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(redis.getInputStream().readNBytes(3), StandardCharsets.US_ASCII);
      if (!answer.equals("+OK")) {
        throw new IOException("FLUSHALL: " + answer);
      }
    }
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

  /// What `up` said, for whoever looks for the reason of a failure.
  String said() throws IOException {
    return Files.readString(out());
  }

  @Override
  public void close() throws IOException {
    up.destroy();
    try {
      if (!up.waitFor(60, TimeUnit.SECONDS)) {
        up.destroyForcibly();
        ProcessLedger.endLeftovers(data().resolve("run/processes"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
