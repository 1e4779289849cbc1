package io.parley.engines;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// What a [SupervisedProcess] runs.
///
/// - `name`: one word, unique in its ledger
/// - `preparation`: run before each start; writes what the process reads
/// - `environment`: variables beside those of this process
/// - `out`: the file that takes what the process prints, begun anew at each start
/// - `logs`: the files whose last lines tell why it died
/// - `answers`: whether it does its work; asked again and again while it starts, may block briefly
/// - `startWithin`, `stopWithin`: the patience of start and stop
public record ProcessPlan(
    String name,
    Preparation preparation,
    Map<String, String> environment,
    Path out,
    List<Path> logs,
    BooleanSupplier answers,
    Duration startWithin,
    Duration stopWithin) {

  public ProcessPlan {
    environment = Map.copyOf(environment);
    logs = List.copyOf(logs);
    if (!name.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException("name: " + name + " (expected: [a-z0-9-]+)");
    }
  }

  /// Makes ready and returns the command to run.
  @FunctionalInterface
  public interface Preparation {
    List<String> command() throws Exception;
  }
}
