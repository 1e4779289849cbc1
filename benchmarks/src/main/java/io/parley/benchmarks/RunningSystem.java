package io.parley.benchmarks;

import io.parley.engines.ProcessLedger;
import io.parley.standalone.up.DataDirectory;
import io.parley.standalone.up.RunState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Parley that runs on this machine, and where its parts are.
final class RunningSystem implements Target, AutoCloseable {
  private static final long START_PATIENCE_S = 300;

  /// What would be measured instead of messages, with the limits that protect a real system: the
  /// price of a password, and a generator that is many people behind one address.
  private static final Map<String, String> FOR_ONE_GENERATOR =
      Map.of(
          "PARLEY_ACCOUNTS_PASSWORDS_MEMORY", "64KiB",
          "PARLEY_ACCOUNTS_PASSWORDS_PASSES", "1",
          "PARLEY_ACCOUNTS_TOKENS_ACCESS_FOR", "1d",
          "PARLEY_ACCOUNTS_THROTTLING_ADDRESS_BURST", "1000000",
          "PARLEY_EDGE_HANDSHAKES_PER_SECOND", "100000",
          "PARLEY_EDGE_LIMITS_SENDS_PER_SECOND", "10000",
          "PARLEY_EDGE_LIMITS_SENDS_BURST", "10000",
          "PARLEY_EDGE_LIMITS_FRAMES_PER_SECOND", "20000");

  private final DataDirectory directory;

  /// The checkout that started it; null: somebody else did, and will end it.
  private final @Nullable Path home;

  private final @Nullable OwnCertificate tls;

  /// How one is started.
  ///
  /// @param edges each a process; 0: all services in one
  /// @param jvm options of heap and collector, of every process of ours; empty: the standard
  /// @param tls null: plain text
  record Shape(int edges, int routers, List<String> jvm, @Nullable OwnCertificate tls) {
    Shape {
      jvm = List.copyOf(jvm);
    }

    private List<String> words() {
      List<String> up = new ArrayList<>(List.of("up", "--detach"));
      if (edges > 0) {
        up.addAll(List.of("--edges", Integer.toString(edges)));
        up.addAll(List.of("--routers", Integer.toString(routers)));
      }
      return up;
    }

    private Map<String, String> settings() {
      Map<String, String> settings = new LinkedHashMap<>(FOR_ONE_GENERATOR);
      if (!jvm.isEmpty()) {
        settings.put("PARLEY_JAVA_OPTS", String.join(" ", jvm));
      }
      if (tls != null) {
        settings.put("PARLEY_EDGE_TLS_CERTIFICATE", tls.certificate().toString());
        settings.put("PARLEY_EDGE_TLS_KEY", tls.key().toString());
      }
      return settings;
    }
  }

  private RunningSystem(Path data, @Nullable Path home, @Nullable OwnCertificate tls) {
    this.directory = new DataDirectory(data);
    this.home = home;
    this.tls = tls;
  }

  /// The one that somebody else started with this data directory.
  static RunningSystem at(Path data) throws IOException {
    var system = new RunningSystem(data, null, null);
    if (system.edges().isEmpty()) {
      throw new IOException("no edge runs with the data in " + system.directory.root());
    }
    return system;
  }

  /// Starts one with `./parley up` and data of its own, to be ended and deleted by [#close].
  static RunningSystem start(Path home, Shape shape) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("parley-benchmark");
    parley(home, data, shape.words(), shape.settings());
    return new RunningSystem(data, home, shape.tls());
  }

  private static void parley(Path home, Path data, List<String> words, Map<String, String> settings)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("parley").toString()));
    command.addAll(words);
    command.addAll(List.of("--data", data.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    settings.forEach(builder.environment()::putIfAbsent);
    Process process = builder.start();
    if (!process.waitFor(START_PATIENCE_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroy();
      throw new IOException("parley " + String.join(" ", words) + " did not work");
    }
  }

  /// Whether what one acknowledges survives a power cut, as far as the environment says.
  static boolean isSafe() {
    return !"periodic".equals(System.getenv("PARLEY_ENGINES_DURABILITY"));
  }

  /// Host and port of each edge.
  List<String> edges() throws IOException {
    return RunState.read(directory).stream()
        .filter(row -> row.role() == RunState.Role.SERVICE && row.port() > 0)
        .map(row -> row.host() + ":" + row.port())
        .toList();
  }

  @Override
  public List<URI> sockets() throws IOException {
    String scheme = tls == null ? "ws://" : "wss://";
    return edges().stream().map(edge -> URI.create(scheme + edge + "/v1/ws")).toList();
  }

  /// Each has an account.
  @Override
  public List<LoadSocket.Person> people(String prefix, int count)
      throws IOException, InterruptedException {
    String scheme = tls == null ? "http://" : "https://";
    List<URI> api = edges().stream().map(edge -> URI.create(scheme + edge)).toList();
    HttpClient.Builder builder = HttpClient.newBuilder();
    if (tls != null) {
      builder.sslContext(tls.forRequests());
    }
    try (HttpClient client = builder.build()) {
      return new Enrolment(client, api).people(prefix, count);
    }
  }

  /// Where each service tells its metrics.
  List<URI> metrics() throws IOException {
    return RunState.read(directory).stream()
        .filter(row -> row.role() == RunState.Role.SERVICE && row.adminPort() > 0)
        .map(row -> URI.create("http://%s:%d/metrics".formatted(row.host(), row.adminPort())))
        .toList();
  }

  /// Where clients of an engine connect.
  InetSocketAddress engine(String name) throws IOException {
    return RunState.read(directory).stream()
        .filter(row -> row.role() == RunState.Role.ENGINE && row.name().equals(name))
        .map(row -> new InetSocketAddress(row.host(), row.port()))
        .findFirst()
        .orElseThrow(() -> new IOException(name + " does not run"));
  }

  @Override
  public SequencedMap<String, Long> processes() throws IOException {
    Map<String, Long> pids = new LinkedHashMap<>();
    for (ProcessLedger.Entry entry : ProcessLedger.read(directory.ledger())) {
      if (entry.process().isPresent()) {
        pids.put(entry.name(), entry.pid());
      }
    }
    return ProcessCpu.distinct(pids);
  }

  @Override
  public String edge() {
    return "edge-1";
  }

  @Override
  public Operations operations() throws IOException {
    return Operations.read(this);
  }

  @Override
  public void close() throws IOException {
    if (home != null) {
      try {
        parley(home, directory.root(), List.of("down"), Map.of());
        deleteTree(directory.root());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// What somebody else has cleared away already must not cost the result.
  static void deleteTree(Path root) throws IOException {
    if (Files.notExists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
