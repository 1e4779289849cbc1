package io.parley.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Measures all that the budget of the project names, of a Parley and of the raw relay, one after
/// the other with the same generator: ratios of one run hold where figures of two machines do not.
///
/// Sockets are measured on an edge that is a process of its own, messages on whatever shape was
/// asked for.
final class BudgetBenchmark {
  /// As `./parley` has them.
  private static final List<String> STANDARD_JVM =
      List.of("-Xms32m", "-Xmx512m", "-XX:+UseSerialGC");

  private final PrintStream out;
  private final Path home;
  private final BenchmarkOptions options;
  private final Plan.Budget plan;
  private final RandomGenerator random;

  /// @param home the checkout
  BudgetBenchmark(
      PrintStream out,
      Path home,
      BenchmarkOptions options,
      Plan.Budget plan,
      RandomGenerator random) {
    this.out = out;
    this.home = home;
    this.options = options;
    this.plan = plan;
    this.random = random;
  }

  /// What is measured of both.
  private interface Measurement<T> {
    T of(Target target, Crowd crowd, String prefix)
        throws IOException, InterruptedException, ExecutionException;
  }

  String run() throws IOException, InterruptedException, ExecutionException {
    Path folder = Files.createTempDirectory("parley-benchmark");
    try {
      return measure(plan.secure() ? OwnCertificate.make(folder) : null);
    } finally {
      RunningSystem.deleteTree(folder);
    }
  }

  private String measure(@Nullable OwnCertificate tls)
      throws IOException, InterruptedException, ExecutionException {
    boolean anyMessages = !plan.pairs().loads().isEmpty() || !plan.groups().members().isEmpty();
    var table = new BudgetTable(options.loops());
    if (plan.idle().sockets() > 0) {
      var apart = new RunningSystem.Shape(1, 1, ProcessMemory.TIGHT_HEAP, tls);
      table.add(compare(apart, this::sockets), plan.secure());
      if (anyMessages) {
        // an hour of idling is not to be lost with what comes now
        out.println(table.text());
      }
    }
    if (anyMessages) {
      var shape = new RunningSystem.Shape(options.edges(), options.routers(), STANDARD_JVM, tls);
      Compared<MessageResults> messages = compare(shape, this::messages);
      table.add(messages.here(), messages.relay(), RunningSystem.isSafe());
    }
    return table.text();
  }

  private <T> Compared<T> compare(RunningSystem.Shape shape, Measurement<T> measurement)
      throws IOException, InterruptedException, ExecutionException {
    T relay;
    try (RelayProcess process = RelayProcess.start(shape.jvm(), shape.tls())) {
      out.println("the raw relay");
      relay = measure(process, shape.tls(), measurement);
    }
    try (RunningSystem system = RunningSystem.start(home, shape)) {
      return new Compared<>(measure(system, shape.tls(), measurement), relay);
    }
  }

  private <T> T measure(Target target, @Nullable OwnCertificate tls, Measurement<T> measurement)
      throws IOException, InterruptedException, ExecutionException {
    long run = random.nextLong(1L << 31);
    try (Crowd crowd =
        new Crowd(
            target.sockets(),
            options.loops(),
            run,
            SystemBenchmark.TEXT,
            tls == null ? null : tls.forSockets())) {
      return measurement.of(target, crowd, SystemBenchmark.prefix(run));
    }
  }

  private SocketResult sockets(Target target, Crowd crowd, String prefix)
      throws IOException, InterruptedException, ExecutionException {
    var sockets = new SocketBenchmark(out, plan.idle(), options.runInSeconds());
    // a relay that has idled for a minute will not change in an hour
    int minutes = target instanceof RelayProcess ? 1 : plan.idle().minutes();
    return sockets.measure(target, crowd, prefix, minutes);
  }

  private MessageResults messages(Target target, Crowd crowd, String prefix)
      throws IOException, InterruptedException, ExecutionException {
    out.println("making " + plan.people() + " accounts");
    List<LoadSocket.Person> people = target.people(prefix, plan.people());
    var loads = new LoadSeries(out, options, target, crowd);
    List<Load.Spread> groups = new SpreadBenchmark(out, crowd, people).make(plan.groups());
    return new MessageResults(loads.pairs(plan.pairs().loads()), loads.spread(groups));
  }
}
