package io.parley.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.ToDoubleFunction;

/// Results of messages to many, in Markdown, as they stand in `docs/costs.md`.
final class SpreadTable {
  private final List<SpreadResult> results;
  private final int loops;

  SpreadTable(List<SpreadResult> results, int loops) {
    this.results = results;
    this.loops = loops;
  }

  String text() {
    return latencies() + "\n" + voids() + costs();
  }

  private String latencies() {
    var text = new StringBuilder();
    text.append(
        "| load | copies of a message | copies/s | missing | due to sent, ms: p50 / p99 / max");
    text.append(" | due to each copy | due to the last copy | errors");
    text.append(" | generator: lag p99 ms, cores | others, cores |\n");
    text.append("|---|---|---|---|---|---|---|---|---|---|\n");
    for (SpreadResult spread : results) {
      LoadResult result = spread.result();
      LaneTally tally = result.tally();
      text.append(
          ResultTable.line(
              spread.load().toString(),
              Integer.toString(spread.load().copies()),
              "%.0f".formatted(result.deliveredPerSecond()),
              "%d (%d copies)".formatted(result.missing(), spread.missingCopies()),
              ResultTable.millis(tally.toSent),
              ResultTable.millis(tally.toEvent),
              ResultTable.millis(tally.toLast),
              tally.errors.isEmpty() ? "-" : tally.errors.toString(),
              ResultTable.generator(result),
              "%.2f".formatted(result.used().otherCores())));
    }
    return text.toString();
  }

  private String voids() {
    var text = new StringBuilder();
    for (SpreadResult spread : results) {
      for (String reason : spread.voidBecause(loops)) {
        text.append("VOID: ").append(spread.load()).append(": ").append(reason).append("\n\n");
      }
    }
    return text.toString();
  }

  /// Beside what goes on without messages; each load by the side of the first.
  private String costs() {
    SequencedSet<String> processes = new LinkedHashSet<>();
    SequencedSet<String> operations = new LinkedHashSet<>();
    results.forEach(result -> {
      processes.addAll(result.used().processes().micros().keySet());
      operations.addAll(result.used().operations().counts().keySet());
    });
    var text = new StringBuilder();
    text.append("Beyond what the same sockets cost without messages:\n\n");
    List<String> head = new ArrayList<>(List.of("for each message"));
    results.forEach(result -> head.add(result.load().toString()));
    results.stream().skip(1).forEach(result -> head.add(result.load() + " : first"));
    text.append(ResultTable.line(head.toArray(String[]::new)));
    text.append("|---|").append("---|".repeat(head.size() - 1)).append("\n");
    text.append(row("CPU, µs", SpreadResult::microsPerMessage));
    for (String process : processes) {
      text.append(row("CPU of " + process + ", µs", each -> each.microsPerMessage(process)));
    }
    text.append(row("CPU of a copy, µs", SpreadResult::microsPerCopy));
    for (String operation : operations) {
      text.append(row(operation, each -> each.perMessage(operation)));
    }
    text.append(row("cores, all processes", SpreadResult::cores));
    text.append(row("cores without messages", SpreadResult::idleCores));
    return text.toString();
  }

  private String row(String name, ToDoubleFunction<SpreadResult> figure) {
    List<String> cells = new ArrayList<>(List.of(name));
    results.forEach(result -> cells.add("%.2f".formatted(figure.applyAsDouble(result))));
    double first = figure.applyAsDouble(results.getFirst());
    results.stream()
        .skip(1)
        .forEach(result -> cells.add("%.2f".formatted(figure.applyAsDouble(result) / first)));
    return ResultTable.line(cells.toArray(String[]::new));
  }
}
