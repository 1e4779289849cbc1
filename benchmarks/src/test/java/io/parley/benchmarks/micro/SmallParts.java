package io.parley.benchmarks.micro;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs the benchmarks of the small parts with JMH and prints what each takes and allocates, as a
/// table of Markdown: `benchmarks/micro`. What JMH's own options do not say is said here.
public final class SmallParts {
  private static final TimeValue HALF_A_SECOND = TimeValue.milliseconds(500);
  private static final String HEAD =
      """
      | part | ns | ± (99.9 %%) | bytes allocated |
      |---|---|---|---|
      """
          .formatted();

  private SmallParts() {}

  /// @param arguments as JMH takes them
  public static void main(String[] arguments)
      throws CommandLineOptionException, RunnerException, IOException {
    CommandLineOptions given = new CommandLineOptions(arguments);
    if (given.shouldHelp()) {
      given.showHelp();
      return;
    }
    Collection<RunResult> results = new Runner(options(given)).run();
    new PrintStream(System.out, true, StandardCharsets.UTF_8).print("\n" + table(results));
  }

  /// A benchmark that throws ends the run: it would show what failing costs.
  static Options options(Options given) {
    return new OptionsBuilder()
        .parent(given)
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .forks(given.getForkCount().orElse(2))
        .warmupIterations(given.getWarmupIterations().orElse(4))
        .warmupTime(given.getWarmupTime().orElse(HALF_A_SECOND))
        .measurementIterations(given.getMeasurementIterations().orElse(5))
        .measurementTime(given.getMeasurementTime().orElse(HALF_A_SECOND))
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .build();
  }

  static String table(Collection<RunResult> results) {
    return results.stream()
        .sorted(Comparator.comparing(result -> result.getParams().id()))
        .map(SmallParts::row)
        .collect(Collectors.joining("", HEAD, ""));
  }

  private static String row(RunResult result) {
    var time = result.getPrimaryResult();
    var allocated =
        Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"), "allocated");
    return String.format(
        Locale.ROOT,
        "| %s | %,.1f | %,.1f | %,.0f |%n",
        name(result.getParams()),
        time.getScore(),
        time.getScoreError(),
        allocated.getScore());
  }

  /// `Frame.decodeSend JSON` of `io.parley.benchmarks.micro.FrameBenchmark.decodeSend`.
  private static String name(BenchmarkParams params) {
    String method = params.getBenchmark();
    String type = method.substring(0, method.lastIndexOf('.'));
    String part = type.substring(type.lastIndexOf('.') + 1).replace("Benchmark", "");
    String values =
        params.getParamsKeys().stream()
            .map(key -> " " + params.getParam(key))
            .collect(Collectors.joining());
    return part + method.substring(type.length()) + values;
  }
}
