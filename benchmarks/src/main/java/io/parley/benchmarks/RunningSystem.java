package io.parley.benchmarks;

import io.parley.engines.ProcessLedger;
import io.parley.standalone.up.DataDirectory;
import io.parley.standalone.up.RunState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A Parley that runs on this machine, and where its parts are.
final class RunningSystem implements AutoCloseable {
  private static final long START_PATIENCE_S = 300;

  /// What would be measured instead of messages, with the limits that protect a real system: the
  /// price of a password, and a generator that is many people behind one address.
  private static final Map<String, String> FOR_ONE_GENERATOR =
      Map.of(
          "PARLEY_ACCOUNTS_PASSWORDS_MEMORY", "64KiB",
          "PARLEY_ACCOUNTS_PASSWORDS_PASSES", "1",
          "PARLEY_ACCOUNTS_TOKENS_ACCESS_FOR", "1h",
          "PARLEY_ACCOUNTS_THROTTLING_ADDRESS_BURST", "1000000",
          "PARLEY_EDGE_LIMITS_SENDS_PER_SECOND", "10000",
          "PARLEY_EDGE_LIMITS_SENDS_BURST", "10000",
          "PARLEY_EDGE_LIMITS_FRAMES_PER_SECOND", "20000");

  private final DataDirectory directory;

  /// The checkout that started it; null: somebody else did, and will end it.
  private final @Nullable Path home;

  private RunningSystem(Path data, @Nullable Path home) {
    this.directory = new DataDirectory(data);
    this.home = home;
  }

  /// The one that somebody else started with this data directory.
  static RunningSystem at(Path data) throws IOException {
    var system = new RunningSystem(data, null);
    if (system.edges().isEmpty()) {
      throw new IOException("no edge runs with the data in " + system.directory.root());
    }
    return system;
  }

  /// Starts one with `./parley up`, to be ended by [#close].
  static RunningSystem start(Path home, Path data, BenchmarkOptions options)
      throws IOException, InterruptedException {
    List<String> up = new ArrayList<>(List.of("up", "--detach"));
    if (options.edges() > 0) {
      up.addAll(List.of("--edges", Integer.toString(options.edges())));
      up.addAll(List.of("--routers", Integer.toString(options.routers())));
    }
    parley(home, data, up);
    return new RunningSystem(data, home);
  }

  private static void parley(Path home, Path data, List<String> words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("parley").toString()));
    command.addAll(words);
    command.addAll(List.of("--data", data.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    FOR_ONE_GENERATOR.forEach(builder.environment()::putIfAbsent);
    Process process = builder.start();
    if (!process.waitFor(START_PATIENCE_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroy();
      throw new IOException("parley " + String.join(" ", words) + " did not work");
    }
  }

  /// Host and port of each edge.
  List<String> edges() throws IOException {
    return RunState.read(directory).stream()
        .filter(row -> row.role() == RunState.Role.SERVICE && row.port() > 0)
        .map(row -> row.host() + ":" + row.port())
        .toList();
  }

  List<URI> sockets() throws IOException {
    return edges().stream().map(edge -> URI.create("ws://" + edge + "/v1/ws")).toList();
  }

  /// The HTTP API of each edge.
  List<URI> http() throws IOException {
    return edges().stream().map(edge -> URI.create("http://" + edge)).toList();
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

  /// Every process that has a part in a message.
  SequencedMap<String, Long> processes() throws IOException {
    Map<String, Long> pids = new LinkedHashMap<>();
    for (ProcessLedger.Entry entry : ProcessLedger.read(directory.ledger())) {
      if (entry.process().isPresent()) {
        pids.put(entry.name(), entry.pid());
      }
    }
    return ProcessCpu.distinct(pids);
  }

  @Override
  public void close() throws IOException {
    if (home != null) {
      try {
        parley(home, directory.root(), List.of("down"));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
