package io.parley.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Sends messages through a whole Parley on this machine and tells their latency and their price.
///
/// With an open load, latency counts from when a message was due and not from when it was sent, so
/// a system that stalls cannot hide it. A message is delivered when its event is at the receiver's
/// socket; its price is the CPU time of all processes, engines included, over the measured seconds.
/// The generator shares the machine, tells what it used itself, and declares a result void where it
/// was the limit.
public final class SystemBenchmark {
  private static final int TEXT_LENGTH = 100;

  private final PrintStream out;
  private final BenchmarkOptions options;
  private final RandomGenerator random = RandomGenerator.getDefault();

  private SystemBenchmark(PrintStream out, BenchmarkOptions options) {
    this.out = out;
    this.options = options;
  }

  /// A program for a terminal: what it prints is its result.
  public static void main(String[] arguments) throws Exception {
    List<String> words = List.of(arguments);
    if (words.contains("--help")) {
      System.out.print(BenchmarkOptions.USAGE);
      return;
    }
    try {
      new SystemBenchmark(System.out, BenchmarkOptions.parse(words)).run();
    } catch (IllegalArgumentException e) {
      System.err.println("benchmark: " + e.getMessage() + "; see --help");
      System.exit(2);
    }
  }

  private void run() throws IOException, InterruptedException, ExecutionException {
    Path home = Path.of(System.getenv().getOrDefault("PARLEY_HOME", "."));
    Path running = options.running();
    if (running == null) {
      Path data = Files.createTempDirectory("parley-benchmark");
      try (RunningSystem system = RunningSystem.start(home, data, options)) {
        measure(system);
      } finally {
        deleteTree(data);
      }
    } else {
      try (RunningSystem system = RunningSystem.at(running)) {
        measure(system);
      }
    }
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void measure(RunningSystem system)
      throws IOException, InterruptedException, ExecutionException {
    long run = random.nextLong(1L << 31);
    try (HttpClient http = HttpClient.newHttpClient();
        Crowd crowd = new Crowd(system.sockets(), options.loops(), run, "x".repeat(TEXT_LENGTH))) {
      Plan plan = options.plan();
      out.println("making " + plan.people() + " accounts");
      List<LoadSocket.Person> people =
          new Enrolment(http, system.http())
              .people("b" + Long.toString(run, Character.MAX_RADIX) + "-", plan.people());
      out.println("connecting over " + crowd.transport());
      var spread = new SpreadBenchmark(out, system, crowd, people);
      String table =
          switch (plan) {
            case Plan.Pairs pairs -> {
              List<LoadSocket> _ = crowd.connect(people);
              yield measure(system, crowd, pairs.loads());
            }
            case Plan.Groups groups -> measureSpread(system, crowd, spread.make(groups));
            case Plan.Channels channels -> measureSpread(system, crowd, spread.make(channels));
          };
      out.println();
      out.println(table);
    }
  }

  private void runIn(Crowd crowd) throws InterruptedException, ExecutionException {
    if (options.runInSeconds() > 0) {
      out.println("running in");
      LaneTally _ = LoadRun.run(crowd, options.runIn(), options.runInPace());
    }
  }

  private String measure(RunningSystem system, Crowd crowd, List<Load> loads)
      throws IOException, InterruptedException, ExecutionException {
    runIn(crowd);
    var runs = new LoadRun(system, crowd, options.pace());
    List<LoadResult> results = new ArrayList<>();
    for (Load load : loads) {
      out.println("running " + load);
      results.add(runs.measure(load));
    }
    return new ResultTable(results, options.loops()).text();
  }

  private String measureSpread(RunningSystem system, Crowd crowd, List<Load.Spread> loads)
      throws IOException, InterruptedException, ExecutionException {
    runIn(crowd);
    if (options.runInSeconds() > 0) {
      // what a pair costs says nothing of the code that serves many
      LaneTally _ = LoadRun.run(crowd, loads.getLast(), options.runInPace());
    }
    var runs = new LoadRun(system, crowd, options.pace());
    List<SpreadResult> results = new ArrayList<>();
    out.println("running nothing");
    Usage before = runs.idle();
    for (int round = 0; round < options.rounds(); round++) {
      for (Load.Spread load : loads) {
        out.println("running " + load);
        SpreadResult result = runs.measure(load, before);
        results.add(result);
        before = result.after();
      }
    }
    return new SpreadTable(results, options.loops()).text();
  }
}
