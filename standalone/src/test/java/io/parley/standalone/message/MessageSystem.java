package io.parley.standalone.message;

import io.parley.engines.ProcessLedger;
import io.parley.engines.Signals;
import io.parley.testing.Eventually;
import io.parley.testing.TestProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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
import java.util.stream.IntStream;

/// A Parley of its own for a test class, on engines of its own, started with `up` and ended with
/// it.
final class MessageSystem implements AutoCloseable {
  /// A bound and not a wait: a machine that builds much else at once takes minutes.
  private static final Duration START_WITHIN = Duration.ofMinutes(5);

  /// What a test needs of every system: passwords that cost little, and nobody who thinks that many
  /// people behind one address are an attack.
  private static final Map<String, String> MANY_PEOPLE =
      Map.of(
          "PARLEY_ACCOUNTS_PASSWORDS_MEMORY", "64KiB",
          "PARLEY_ACCOUNTS_PASSWORDS_PASSES", "1",
          "PARLEY_ACCOUNTS_THROTTLING_USER_BURST", "1000",
          "PARLEY_ACCOUNTS_THROTTLING_ADDRESS_BURST", "100000");

  private final Path folder;
  private final TestProgram program;
  private final Layout layout;
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
    this.layout = layout;
    Map<String, String> variables = new HashMap<>(MANY_PEOPLE);
    variables.putAll(settings);
    this.program = new TestProgram(variables);
    List<String> words = new ArrayList<>(layout.words());
    words.addAll(List.of("--data", data().toString()));
    this.up = program.start(out(), words);
    try {
      awaitReady();
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
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
    return IntStream.range(0, layout.edges)
        .mapToObj(
            i -> URI.create("ws://" + TestProgram.HOST + ":" + (program.edgePort() + i) + "/v1/ws"))
        .toList();
  }

  /// The HTTP API of the first edge.
  URI http() {
    return URI.create("http://" + TestProgram.HOST + ":" + program.edgePort());
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

  /// The sum of a metric where it has this label, as the process tells it on its admin port.
  double metric(String process, String name, String label) throws IOException {
    URI page = URI.create("http://" + TestProgram.HOST + ":" + adminPort(process) + "/metrics");
    try (InputStream in = page.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(name + "{") && line.contains(label))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  /// As `up` lays them out: edges first, then routers.
  private int adminPort(String process) {
    int number = Integer.parseInt(process.substring(process.indexOf('-') + 1));
    int before = process.startsWith("router-") ? layout.edges : 0;
    return program.adminPort() + before + number - 1;
  }

  /// `FLUSHALL`, as an operator would.
  void flushRedis() throws IOException {
    String answer = redis("FLUSHALL");
    if (!answer.equals("+OK")) {
      throw new IOException("FLUSHALL: " + answer);
    }
  }

  /// The edges that a channel's messages go to, as the registry has it now.
  int interestedEdges(String channel) throws IOException {
    String answer = redis("SCARD parley:interest:{" + channel + "}");
    return Integer.parseInt(answer.substring(1));
  }

  int livingEdges() throws IOException {
    return Integer.parseInt(redis("HLEN parley:slots").substring(1));
  }

  /// The first line of an answer of Redis.
  private String redis(String command) throws IOException {
    try (Socket redis = new Socket(program.engines().host(), program.engines().redis());
        BufferedReader answers =
            new BufferedReader(
                new InputStreamReader(redis.getInputStream(), StandardCharsets.US_ASCII))) {
      redis.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer = answers.readLine();
      if (answer == null || answer.startsWith("-")) {
        throw new IOException(command + ": " + answer);
      }
      return answer;
    }
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
