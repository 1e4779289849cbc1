package io.parley.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;

/// Sends messages through a whole Parley on this machine and tells their latency and their price.
///
/// With an open load, latency counts from when a message was due and not from when it was sent, so
/// a system that stalls cannot hide it. A message is delivered when its event is at the receiver's
/// socket; its price is the CPU time of all processes, engines included, over the measured seconds.
/// The generator shares the machine, tells what it used itself, and declares a result void where it
/// was the limit.
public final class SystemBenchmark {
  static final String TEXT = "x".repeat(100);

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
    String table =
        options.plan() instanceof Plan.Budget budget
            ? new BudgetBenchmark(out, home, options, budget, random).run()
            : measure(home);
    out.println();
    out.println(Machine.line());
    out.println();
    out.println(table);
  }

  private String measure(Path home) throws IOException, InterruptedException, ExecutionException {
    Path running = options.running();
    var shape = new RunningSystem.Shape(options.edges(), options.routers(), List.of(), null);
    try (RunningSystem system =
        running == null ? RunningSystem.start(home, shape) : RunningSystem.at(running)) {
      return measure(system);
    }
  }

  private String measure(RunningSystem system)
      throws IOException, InterruptedException, ExecutionException {
    long run = random.nextLong(1L << 31);
    try (Crowd crowd = new Crowd(system.sockets(), options.loops(), run, TEXT)) {
      Plan plan = options.plan();
      out.println("making " + plan.people() + " accounts");
      List<LoadSocket.Person> people = system.people(prefix(run), plan.people());
      out.println("connecting over " + crowd.transport());
      var loads = new LoadSeries(out, options, system, crowd);
      var spread = new SpreadBenchmark(out, crowd, people);
      return switch (plan) {
        case Plan.Groups groups -> spreadTable(loads.spread(spread.make(groups)));
        case Plan.Channels channels -> spreadTable(loads.spread(spread.make(channels, system)));
        case Plan.Pairs pairs -> {
          List<LoadSocket> _ = crowd.connect(people);
          yield new ResultTable(loads.pairs(pairs.loads()), options.loops()).text();
        }
        case Plan.Budget _ -> throw new IllegalArgumentException("--budget: not of one system");
      };
    }
  }

  private String spreadTable(List<SpreadResult> results) {
    return new SpreadTable(results, options.loops()).text();
  }

  /// Of the user ids of a run: a database may hold those of earlier ones.
  static String prefix(long run) {
    return "b" + Long.toString(run, Character.MAX_RADIX) + "-";
  }
}
