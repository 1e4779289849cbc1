package io.parley.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// Results in Markdown, as they stand in `docs/costs.md`.
final class ResultTable {
  private final List<LoadResult> results;
  private final int loops;

  ResultTable(List<LoadResult> results, int loops) {
    this.results = results;
    this.loops = loops;
  }

  String text() {
    return latencies() + "\n" + voids() + costs();
  }

  private String latencies() {
    var text = new StringBuilder();
    text.append("| load | delivered/s | missing | send to sent, ms: p50 / p99 / max");
    text.append(
        " | send to event, ms: p50 / p99 / max | errors | generator: lag p99 ms, cores | others,"
            + " cores |\n");
    text.append("|---|---|---|---|---|---|---|---|\n");
    for (LoadResult result : results) {
      LaneTally tally = result.tally();
      text.append(
          line(
              result.load().toString(),
              "%.0f".formatted(result.deliveredPerSecond()),
              Long.toString(result.missing()),
              millis(tally.toSent),
              millis(tally.toEvent),
              tally.errors.isEmpty() ? "-" : tally.errors.toString(),
              generator(result),
              "%.2f".formatted(result.used().otherCores())));
    }
    return text.toString();
  }

  private String voids() {
    var text = new StringBuilder();
    for (LoadResult result : results) {
      for (String reason : result.voidBecause(loops)) {
        text.append("VOID: ").append(result.load()).append(": ").append(reason).append("\n\n");
      }
    }
    return text.toString();
  }

  private String costs() {
    SequencedSet<String> names = new LinkedHashSet<>();
    results.forEach(result -> names.addAll(result.used().processes().micros().keySet()));
    var text = new StringBuilder();
    text.append("CPU in microseconds for each delivered message:\n\n");
    text.append("| load | all | cores | ").append(String.join(" | ", names)).append(" |\n");
    text.append("|---|---|---|").append("---|".repeat(names.size())).append("\n");
    for (LoadResult result : results) {
      List<String> cells = new ArrayList<>();
      cells.add(result.load().toString());
      cells.add("%.0f".formatted(result.microsPerDelivered()));
      cells.add(
          "%.2f".formatted(result.used().processes().total() / 1e6 / result.used().seconds()));
      for (String name : names) {
        cells.add(
            "%.0f"
                .formatted(
                    (double) result.used().processes().of(name) / Math.max(1, result.delivered())));
      }
      text.append(line(cells.toArray(String[]::new)));
    }
    return text.toString();
  }

  /// Who sends when answers come is never late, whatever the answers waited for.
  static String generator(LoadResult result) {
    Histogram lag = result.tally().lag;
    String late =
        lag.getTotalCount() == 0 ? "-" : "%.1f".formatted(lag.getValueAtPercentile(99) / 1e3);
    return "%s, %.2f".formatted(late, result.used().generatorCores());
  }

  static String millis(Histogram micros) {
    return List.of(
            micros.getValueAtPercentile(50), micros.getValueAtPercentile(99), micros.getMaxValue())
        .stream()
        .map(value -> String.format(Locale.ROOT, "%.1f", value / 1e3))
        .collect(Collectors.joining(" / "));
  }

  static String line(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
