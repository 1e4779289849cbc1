package io.parley.engines;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// The three engines of one machine, started together and kept running.
public final class Engines {
  private static final Duration START_WITHIN = Duration.ofSeconds(90);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
  private static final int PROBE_TIMEOUT_MS = 1_000;

  private final EngineSettings settings;
  private final Map<EngineKind, SupervisedProcess> processes = new EnumMap<>(EngineKind.class);

  public Engines(EngineSettings settings, ProcessLedger ledger, ProcessListener listener) {
    this.settings = settings;
    for (EngineKind kind : EngineKind.values()) {
      EngineBlueprint blueprint = EngineBlueprint.of(kind, settings);
      processes.put(kind, new SupervisedProcess(plan(blueprint), ledger, listener));
    }
  }

  private ProcessPlan plan(EngineBlueprint blueprint) {
    return plan(settings, blueprint.kind().id(), blueprint, List.of());
  }

  /// A Redis beside the engines, to be one of the nodes of a cluster that somebody forms of
  /// several. Its nodes talk to each other on the port 10,000 above that of its clients.
  ///
  /// @param name one word, unique in the ledger
  public static SupervisedProcess redisNode(
      EngineSettings settings, String name, ProcessLedger ledger) {
    return new SupervisedProcess(
        plan(settings, name, new RedisBlueprint(settings), List.of("--cluster-enabled", "yes")),
        ledger,
        ProcessListener.SILENT);
  }

  private static ProcessPlan plan(
      EngineSettings settings, String name, EngineBlueprint blueprint, List<String> options) {
    Path out = settings.logs().resolve(name + ".out");
    return new ProcessPlan(
        name,
        () -> {
          blueprint.prepare();
          List<String> command = new ArrayList<>(blueprint.command());
          command.addAll(options);
          return TimerSlack.of(blueprint.timerSlack(), command);
        },
        Map.of(),
        out,
        List.of(blueprint.log(), out),
        () ->
            answers(
                blueprint.kind(),
                settings.ports().host(),
                settings.ports().clientPort(blueprint.kind()),
                PROBE_TIMEOUT_MS),
        START_WITHIN,
        STOP_WITHIN);
  }

  /// Fails if a port is taken, naming it and what to do; so that no engine starts half way.
  public void requireFreePorts() throws IOException {
    for (EnginePorts.Use use : settings.ports().uses()) {
      EnginePorts.requireFree(settings.ports().host(), use.port(), use.name(), use.setting());
    }
  }

  /// Starts all three side by side. The stage ends when all answer, or fails with the first that
  /// does not start.
  public CompletableFuture<Void> start() {
    List<CompletableFuture<Duration>> each =
        processes.values().stream().map(SupervisedProcess::start).toList();
    return SupervisedProcess.allReady(each);
  }

  /// Whether the engine at these ports answers a request. Blocks for at most `timeoutMs`.
  public static boolean answers(EngineKind kind, String host, int port, int timeoutMs) {
    return switch (kind) {
      case CASSANDRA -> EngineProbe.cql(host, port, timeoutMs);
      case KAFKA -> EngineProbe.kafka(host, port, timeoutMs);
      case REDIS -> EngineProbe.redis(host, port, timeoutMs);
    };
  }

  public SupervisedProcess process(EngineKind kind) {
    SupervisedProcess process = processes.get(kind);
    if (process == null) {
      throw new IllegalStateException("no " + kind);
    }
    return process;
  }

  /// Ends all three, side by side.
  public void stop() throws InterruptedException {
    List<Thread> stops =
        processes.values().stream()
            .map(process -> Thread.ofVirtual().start(() -> stopQuietly(process)))
            .toList();
    for (Thread stop : stops) {
      stop.join();
    }
  }

  private static void stopQuietly(SupervisedProcess process) {
    try {
      process.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
