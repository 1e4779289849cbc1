package io.parley.standalone.up;

import io.parley.engines.EngineKind;
import io.parley.engines.EnginePorts;
import io.parley.engines.EngineSettings;
import io.parley.engines.Engines;
import io.parley.engines.ProcessLedger;
import io.parley.engines.SupervisedProcess;
import io.parley.runtime.FaultText;
import io.parley.standalone.run.ConfigSource;
import io.parley.standalone.run.ParleyConfig;
import io.parley.standalone.run.Preparation;
import io.parley.standalone.run.ServiceProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The whole system on one machine. [#start] brings up the engines, then what services find there,
/// then the services; [#end] takes it down in reverse. It ends once, from whatever thread asks
/// first.
public final class Launcher {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final long LOOK_EVERY_MS = 50;

  private final PrintStream out;
  private final DataDirectory directory;
  private final Shape shape;
  private final ParleyConfig config;
  private final Map<String, String> engineAddresses;
  private final List<String> configOption;
  private final RunState state;
  private final ProcessLedger ledger;
  private final Progress progress;
  private final Engines engines;
  private final List<SupervisedProcess> forks = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Object ending = new Object();

  /// Changed under `ending` only.
  private volatile boolean over;

  // guarded by ending
  private @Nullable ServiceProcess inside;

  private volatile @Nullable Throwable failure;

  private Launcher(
      PrintStream out, Path home, DataDirectory directory, ConfigSource source, Plan plan) {
    this.out = out;
    this.directory = directory;
    this.shape = plan.shape();
    this.config = plan.config();
    this.engineAddresses = addresses(config.engines().ports());
    this.configOption =
        source.file().map(file -> List.of("--config", file.toString())).orElse(List.of());
    this.state = new RunState(directory.state());
    this.ledger = new ProcessLedger(directory.ledger());
    this.progress = new Progress(out, state);
    this.engines =
        new Engines(
            new EngineSettings(
                home,
                directory.engines(),
                directory.logs(),
                config.engines().ports(),
                config.engines().durability(),
                config.engines().memory()),
            ledger,
            progress);
  }

  /// What to launch.
  public record Plan(ParleyConfig config, Shape shape) {}

  /// Takes the data directory and starts everything in it. Returns when all is ready.
  public static Launcher start(
      PrintStream out, Path home, DataDirectory directory, ConfigSource source, Plan plan)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    directory.lock();
    List<String> left = ProcessLedger.endLeftovers(directory.ledger());
    if (!left.isEmpty()) {
      out.println("ended what a killed launcher had left: " + String.join(", ", left));
    }
    directory.requireSpace();
    ServiceProcess.requireFiles(plan.config());
    Launcher launcher = new Launcher(out, home, directory, source, plan);
    launcher.requireFreePorts();
    launcher.writeDown();
    Runtime.getRuntime().addShutdownHook(new Thread(launcher::end, "parley-end"));
    try {
      launcher.startEngines();
      launcher.startServices();
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (launcher.isEnding()) {
        // somebody pressed Ctrl-C: what failed since then failed because of it
        launcher.awaitEnd();
        throw new InterruptedException("ended while it started");
      }
      launcher.end();
      throw e;
    }
    launcher.progress.say(Banner.of(plan, directory, Duration.ofNanos(System.nanoTime() - began)));
    return launcher;
  }

  /// Returns when the system has been ended; fails when it ended because its services could not go
  /// on.
  public void awaitEnd() throws InterruptedException, IOException {
    ended.await();
    Throwable cause = failure;
    if (cause != null) {
      throw new IOException("a service has failed: " + FaultText.of(cause), cause);
    }
  }

  /// The settings that let a service find these engines.
  public static Map<String, String> addresses(EnginePorts ports) {
    return Map.of(
        "PARLEY_CASSANDRA_CONTACT_POINTS", ports.host() + ":" + ports.cql(),
        "PARLEY_KAFKA_BOOTSTRAP_SERVERS", ports.host() + ":" + ports.kafka(),
        "PARLEY_REDIS_ADDRESSES", "redis://" + ports.host() + ":" + ports.redis());
  }

  private boolean isEnding() {
    return over;
  }

  private void requireFreePorts() throws IOException {
    engines.requireFreePorts();
    for (Shape.ServicePlace place : shape.places()) {
      EnginePorts.requireFree(config.admin().host(), place.adminPort(), place.name(), "admin.port");
      if (place.isEdge()) {
        EnginePorts.requireFree(config.edge().host(), place.port(), place.name(), "edge.port");
      }
    }
  }

  private void writeDown() throws IOException {
    ledger.record("launcher", ProcessHandle.current());
    state.add(new RunState.Row("launcher", RunState.Role.LAUNCHER, "", 0, 0, 0, 0));
    EnginePorts ports = config.engines().ports();
    for (EngineKind kind : EngineKind.values()) {
      state.add(
          new RunState.Row(
              kind.id(), RunState.Role.ENGINE, ports.host(), ports.clientPort(kind), 0, 0, 0));
    }
    for (Shape.ServicePlace place : shape.places()) {
      state.add(
          new RunState.Row(
              place.name(),
              RunState.Role.SERVICE,
              config.admin().host(),
              place.port(),
              place.adminPort(),
              0,
              0));
    }
  }

  private void startEngines() throws IOException, InterruptedException {
    progress.say("starting the engines (data in " + directory.root() + ")");
    join(engines.start());
  }

  private void startServices() throws IOException, InterruptedException {
    progress.say("preparing keyspace and topics");
    // first: on a slow machine it takes its time, and a service has only so much to become ready
    prepare();
    progress.say("starting the services");
    if (shape.forked()) {
      join(startForks());
    } else {
      startInside();
    }
  }

  private void prepare() throws IOException, InterruptedException {
    try {
      Preparation.run(config).forEach(line -> progress.say("  " + line));
    } catch (RuntimeException e) {
      throw new IOException("keyspace and topics could not be prepared: " + e.getMessage(), e);
    }
  }

  private void startInside() throws IOException, InterruptedException {
    long began = System.nanoTime();
    String name = shape.places().getFirst().name();
    progress.starting(name);
    ServiceProcess process = ServiceProcess.start(config, shape.places().getFirst().kinds());
    synchronized (ending) {
      if (over) {
        process.end();
        return;
      }
      inside = process;
    }
    CompletionStage<?> _ = process.ended().exceptionally(this::insideFailed);
    ledger.record(name, ProcessHandle.current());
    CountDownLatch never = new CountDownLatch(1);
    while (!process.ready()) {
      if (System.nanoTime() - began > READY_WITHIN.toNanos()) {
        throw new IOException(
            "the services did not become ready: "
                + AdminClient.readiness(config.admin().host(), config.admin().port()));
      }
      // nothing counts it down: this is a wait that Ctrl-C ends
      if (never.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    progress.ready(name, Duration.ofNanos(System.nanoTime() - began));
  }

  /// Engines without services would be a system that only looks as if it ran.
  private @Nullable Void insideFailed(Throwable cause) {
    failure = cause;
    progress.say("  ! a service has failed: " + FaultText.of(cause));
    Thread.ofPlatform().name("parley-failed").start(this::end);
    return null;
  }

  private CompletableFuture<Void> startForks() {
    List<CompletableFuture<Duration>> ready = new ArrayList<>();
    synchronized (ending) {
      if (over) {
        return CompletableFuture.failedFuture(new IllegalStateException("ended while it started"));
      }
      for (Shape.ServicePlace place : shape.places()) {
        SupervisedProcess fork =
            new SupervisedProcess(
                ServiceFork.plan(place, config, directory, known(), configOption),
                ledger,
                progress);
        forks.add(fork);
        ready.add(fork.start());
      }
    }
    return SupervisedProcess.allReady(ready);
  }

  /// What a service could not know by itself.
  private Map<String, String> known() {
    Map<String, String> known = new HashMap<>(engineAddresses);
    known.put("PARLEY_ACCOUNTS_KEYS", config.accounts().keys().toAbsolutePath().toString());
    return known;
  }

  private static void join(CompletableFuture<?> stage) throws IOException, InterruptedException {
    try {
      stage.get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IOException(FaultText.of(e), e);
    }
  }

  /// Ends services, then engines. Returns when nothing of it runs any more.
  public void end() {
    synchronized (ending) {
      if (over) {
        return;
      }
      over = true;
      try {
        progress.say("ending the services");
        if (inside != null) {
          inside.end();
        }
        stopAll(forks);
        progress.say("ending the engines");
        engines.stop();
        state.delete();
        for (Shape.ServicePlace place : shape.places()) {
          ledger.forget(place.name());
        }
        ledger.forget("launcher");
        directory.close();
        progress.say("ended; the data stays in " + directory.root());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        progress.say("  ! " + e.getMessage());
      } finally {
        out.flush();
        ended.countDown();
      }
    }
  }

  private static void stopAll(List<SupervisedProcess> processes) throws InterruptedException {
    List<Thread> stops = new ArrayList<>();
    for (SupervisedProcess process : processes) {
      stops.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  process.stop();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (Thread stop : stops) {
      stop.join();
    }
  }
}
