package io.parley.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Runs a system in, and then one load after the other on the same sockets.
final class LoadSeries {
  private final PrintStream out;
  private final BenchmarkOptions options;
  private final Crowd crowd;
  private final LoadRun runs;

  LoadSeries(PrintStream out, BenchmarkOptions options, Target target, Crowd crowd) {
    this.out = out;
    this.options = options;
    this.crowd = crowd;
    this.runs = new LoadRun(target, crowd, options.pace());
  }

  List<LoadResult> pairs(List<Load> loads)
      throws IOException, InterruptedException, ExecutionException {
    List<LoadResult> results = new ArrayList<>();
    if (!loads.isEmpty()) {
      runIn();
    }
    for (Load load : loads) {
      out.println("running " + load);
      results.add(runs.measure(load));
    }
    return results;
  }

  List<SpreadResult> spread(List<Load.Spread> loads)
      throws IOException, InterruptedException, ExecutionException {
    List<SpreadResult> results = new ArrayList<>();
    if (loads.isEmpty()) {
      return results;
    }
    runIn();
    if (options.runInSeconds() > 0) {
      // what a pair costs says nothing of the code that serves many
      LaneTally _ = LoadRun.run(crowd, loads.getLast(), options.runInPace());
    }
    out.println("running nothing");
    Usage before = runs.idleWhenSettled();
    for (int round = 0; round < options.rounds(); round++) {
      for (Load.Spread load : loads) {
        out.println("running " + load);
        SpreadResult result = runs.measure(load, before);
        results.add(result);
        before = result.after();
      }
    }
    return results;
  }

  private void runIn() throws InterruptedException, ExecutionException {
    if (options.runInSeconds() > 0) {
      out.println("running in");
      LaneTally _ = LoadRun.run(crowd, options.runIn(), options.runInPace());
    }
  }
}
