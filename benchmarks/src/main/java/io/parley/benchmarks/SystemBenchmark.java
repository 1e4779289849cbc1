package io.parley.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
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
  private static final long LOOK_EVERY_MS = 100;
  private static final String GENERATOR = "generator";

  private final PrintStream out;
  private final BenchmarkOptions options;
  private final RandomGenerator random = RandomGenerator.getDefault();

  /// How long a load runs before and while it is measured, and how long to wait for what is late.
  record Pace(long warmUpMs, long measuredMs, long drainMaxMs) {}

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
      out.println("making " + options.users() + " accounts");
      List<LoadSocket.Person> people =
          new Enrolment(http, system.http())
              .people("b" + Long.toString(run, Character.MAX_RADIX) + "-", options.users());
      out.println("connecting over " + crowd.transport());
      crowd.connect(people);
      if (options.runInSeconds() > 0) {
        out.println("running in");
        LaneTally _ = run(crowd, options.runIn(), options.runInPace());
      }
      List<LoadResult> results = new ArrayList<>();
      for (Load load : options.loads()) {
        out.println("running " + load);
        results.add(measure(system, crowd, load));
      }
      out.println();
      out.println(new ResultTable(results, options.loops()).text());
    }
  }

  private LoadResult measure(RunningSystem system, Crowd crowd, Load load)
      throws IOException, InterruptedException, ExecutionException {
    SequencedMap<String, Long> pids = new LinkedHashMap<>(system.processes());
    pids.put(GENERATOR, ProcessHandle.current().pid());
    Window window = begin(crowd, load, options.pace());
    waitUntil(window.measure());
    ProcessCpu cpuBefore = ProcessCpu.read(pids);
    long machineBefore = ProcessCpu.machineMicros();
    long deliveredBefore = crowd.delivered();
    long from = System.nanoTime();
    waitUntil(window.end());
    ProcessCpu cpu = ProcessCpu.read(pids).since(cpuBefore);
    long machine = ProcessCpu.machineMicros() - machineBefore;
    long delivered = crowd.delivered() - deliveredBefore;
    double seconds = (System.nanoTime() - from) / 1e9;

    LaneTally tally = drain(crowd, options.pace());
    SequencedMap<String, Long> spent = new LinkedHashMap<>(cpu.micros());
    spent.remove(GENERATOR);
    return new LoadResult(
        load, tally, delivered, new ProcessCpu(spent), cpu.of(GENERATOR), machine, seconds);
  }

  /// A load without the accounting of a system's processes.
  static LaneTally run(Crowd crowd, Load load, Pace pace)
      throws InterruptedException, ExecutionException {
    waitUntil(begin(crowd, load, pace).end());
    return drain(crowd, pace);
  }

  private static Window begin(Crowd crowd, Load load, Pace pace)
      throws InterruptedException, ExecutionException {
    long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS);
    long measure = begin + TimeUnit.MILLISECONDS.toNanos(pace.warmUpMs());
    var window =
        new Window(begin, measure, measure + TimeUnit.MILLISECONDS.toNanos(pace.measuredMs()));
    int lanes = crowd.lanes().size();
    for (Lane lane : crowd.lanes()) {
      switch (load) {
        case Load.Open(int perSecond) -> lane.begin(window, (double) perSecond / lanes, 0, 0).get();
        case Load.Closed(int senders, int inFlight) ->
            lane.begin(window, 0, Math.ceilDiv(senders, lanes), inFlight).get();
      }
    }
    return window;
  }

  /// Waits for what is still on its way, for a while.
  private static LaneTally drain(Crowd crowd, Pace pace)
      throws InterruptedException, ExecutionException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pace.drainMaxMs());
    while (true) {
      LaneTally all = new LaneTally();
      for (Lane lane : crowd.lanes()) {
        all.add(lane.tally().get());
      }
      boolean isDone =
          all.arrived.cardinality() == all.sent.cardinality()
              && all.answered.cardinality() == all.sent.cardinality();
      if (isDone || System.nanoTime() - until > 0) {
        return all;
      }
      waitUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
    }
  }

  private static void waitUntil(long nanos) throws InterruptedException {
    // nothing counts it down: this is time passing
    CountDownLatch never = new CountDownLatch(1);
    if (never.await(nanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException("counted down");
    }
  }
}
