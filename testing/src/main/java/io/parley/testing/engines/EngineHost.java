package io.parley.testing.engines;

import io.parley.engines.EngineKind;
import io.parley.engines.EnginePorts;
import io.parley.engines.EngineSettings;
import io.parley.engines.Engines;
import io.parley.engines.ProcessLedger;
import io.parley.engines.ProcessListener;
import io.parley.engines.SupervisedProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// A process of its own that keeps the engines of one build: so that the test JVMs of all modules
/// share them, and so that they end when the build does, however it ends.
final class EngineHost {
  private static final String FOLDER = "target/test-engines";

  private final Engines engines;

  private EngineHost(Engines engines) {
    this.engines = engines;
  }

  /// A folder for each build: two at once in one checkout must not end each other's engines.
  static Path folder(Path home, long owner) {
    return home.resolve(FOLDER).resolve(Long.toString(owner));
  }

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    long owner = Long.parseLong(arguments[1]);
    Path folder = folder(home, owner);
    ProcessHandle ownerProcess =
        ProcessHandle.of(owner).orElseThrow(() -> new IllegalStateException("no owner " + owner));

    clearEarlierBuilds(home.resolve(FOLDER), owner);
    Path ledgerFile = folder.resolve("processes");

    EnginePorts ports = EnginePorts.free(RandomGenerator.getDefault());
    EngineSettings settings =
        new EngineSettings(
            home,
            folder.resolve("data"),
            folder.resolve("logs"),
            ports,
            EngineSettings.Durability.BATCH,
            EngineSettings.Memory.SMALL);
    Engines engines = new Engines(settings, new ProcessLedger(ledgerFile), ProcessListener.SILENT);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(engines, folder), "stop-engines"));
    // halts through the hook, which waits for the engines
    CompletableFuture<Void> _ = ownerProcess.onExit().thenRun(() -> System.exit(0));
    engines.start().join();

    try (ServerSocket control = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
      long self = ProcessHandle.current().pid();
      new EngineHostState(owner, self, control.getLocalPort(), ports).write(folder);
      new EngineHost(engines).serve(control);
    }
  }

  /// Ends and deletes what builds left behind whose owner is gone.
  private static void clearEarlierBuilds(Path all, long owner)
      throws IOException, InterruptedException {
    try (Stream<Path> folders = Files.list(all)) {
      for (Path folder : folders.filter(EngineHost::isBuild).toList()) {
        long earlier = Long.parseLong(folder.getFileName().toString());
        if (earlier == owner || ProcessHandle.of(earlier).isEmpty()) {
          EngineHostState.delete(folder);
          ProcessLedger.endLeftovers(folder.resolve("processes"));
          RedisCluster.endLeftovers(folder);
          deleteTree(earlier == owner ? folder.resolve("data") : folder);
        }
      }
    }
  }

  private static boolean isBuild(Path folder) {
    return String.valueOf(folder.getFileName()).matches("\\d{1,10}");
  }

  private void serve(ServerSocket control) throws IOException {
    while (true) {
      try (Socket caller = control.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8))) {
        String line = in.readLine();
        String answer;
        try {
          obey(line == null ? "" : line);
          answer = "ok";
        } catch (Exception e) {
          answer = String.valueOf(e.getMessage()).replace('\n', ' ');
        }
        caller.getOutputStream().write((answer + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void obey(String line) throws Exception {
    List<String> words = Arrays.asList(line.split(" ", -1));
    EngineKind kind =
        Arrays.stream(EngineKind.values())
            .filter(each -> each.id().equals(words.getLast()))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no such engine: " + line));
    SupervisedProcess engine = engines.process(kind);
    switch (words.getFirst()) {
      case "suspend" -> engine.suspend();
      case "resume" -> engine.resume();
      case "kill" -> engine.kill();
      case "stop" -> engine.stop();
      case "start" -> engine.start().join();
      case "heal" -> heal(engine);
      case "await" -> engine.awaitReady(Duration.ofSeconds(Long.parseLong(words.get(1))));
      default -> throw new IllegalArgumentException("no such command: " + line);
    }
  }

  private static void heal(SupervisedProcess engine) throws Exception {
    SupervisedProcess.Status status = engine.status();
    if (status.state() == SupervisedProcess.State.STOPPED) {
      engine.start().join();
    } else if (status.pid() != null) {
      engine.resume();
    }
  }

  /// Also what test JVMs left behind that were killed.
  private static void stop(Engines engines, Path folder) {
    try {
      try {
        RedisCluster.endLeftovers(folder);
      } finally {
        engines.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
