package io.parley.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/// The budget of the project in Markdown: what was asked for, what it came to, and what the raw
/// relay came to in the same run. A figure that says nothing is marked, and below it is told why.
final class BudgetTable {
  private static final double KB = 1_000;
  private static final double BUDGETED_RATE = 1_000;
  private static final int BUDGETED_GROUP = 500;

  private final int loops;
  private final StringBuilder rows = new StringBuilder();
  private final StringBuilder remarks = new StringBuilder();

  /// @param loops event loops of the generator
  BudgetTable(int loops) {
    this.loops = loops;
  }

  /// @param secure whether they spoke TLS
  void add(Compared<SocketResult> sockets, boolean secure) {
    double allowed = secure ? 9 : 4;
    String count = "%,d sockets".formatted(sockets.here().sockets());
    Part<SocketResult> memory = part(count + ", memory", sockets, SocketResult::memoryVoidBecause);
    memory.row(
        "an idle session: resident memory, KB" + (secure ? ", over TLS" : ""),
        new Goal.AtMost(allowed),
        each -> each.residentBytes() / KB);
    memory.row("of it live heap, KB", Goal.NONE, each -> each.heapBytes() / KB);
    memory.row(
        "kept of it for the next when it is closed, KB", Goal.NONE, each -> each.keptBytes() / KB);
    memory.row(
        "grown by as many sockets again, come and gone, KB each (flat: a tenth)",
        new Goal.AtMost(allowed / 10),
        each -> each.grownBytes() / KB);
    Part<SocketResult> idle = part(count + ", idle", sockets, each -> each.idleVoidBecause(loops));
    idle.row(
        "an idle session: CPU of the edge, µs a second",
        new Goal.AtMost(2),
        SocketResult::idleMicros);
    idle.row("the same of all processes", Goal.NONE, SocketResult::idleMicrosOfAll);
    Part<SocketResult> coming =
        part(count + ", connecting", sockets, each -> each.handshakesVoidBecause(loops));
    coming.row(
        "handshakes with token and registration, each core of the edge, a second",
        new Goal.AtLeast(4_000),
        SocketResult::handshakesPerCore);
    coming.row("CPU of the edge for one, µs", Goal.NONE, SocketResult::handshakeMicros);
    coming.row(
        "as many as came, everything on this machine, a second",
        Goal.NONE,
        SocketResult::handshakesPerSecond);
  }

  /// @param safe whether what is acknowledged survives a power cut
  void add(MessageResults here, MessageResults relay, boolean safe) {
    for (int i = 0; i < here.pairs().size(); i++) {
      addPairs(new Compared<>(here.pairs().get(i), relay.pairs().get(i)), safe);
    }
    for (int i = 0; i < here.groups().size(); i++) {
      addGroup(new Compared<>(here.groups().get(i), relay.groups().get(i)));
    }
  }

  private void addPairs(Compared<LoadResult> results, boolean safe) {
    Load load = results.here().load();
    Part<LoadResult> part = part(load.toString(), results, each -> each.voidBecause(loops));
    switch (load) {
      case Load.Open(int rate) -> {
        boolean budgeted = rate == BUDGETED_RATE;
        part.row(
            load + ": due to event, p50, ms",
            most(6, budgeted),
            each -> p(50, each.tally().toEvent));
        part.row("the same, p99, ms", most(30, budgeted), each -> p(99, each.tally().toEvent));
        part.row(
            load + ": CPU of all for a message, µs",
            most(700, budgeted),
            LoadResult::microsPerDelivered);
      }
      case Load.Spread _ -> throw new IllegalArgumentException(load + ": not in pairs");
      case Load.Closed _ -> {
        part.row(
            load + ": messages a second", new Goal.AtLeast(15_000), LoadResult::deliveredPerSecond);
        if (safe) {
          part.row(
              "the same, safe against a power cut",
              new Goal.AtLeast(8_000),
              LoadResult::deliveredPerSecond);
        }
        part.row(
            load + ": CPU of all for a message, µs",
            new Goal.AtMost(120),
            LoadResult::microsPerDelivered);
      }
    }
  }

  private void addGroup(Compared<SpreadResult> results) {
    Load.Spread load = results.here().load();
    boolean budgeted = load.members() == BUDGETED_GROUP;
    Part<SpreadResult> part = part(load.toString(), results, each -> each.voidBecause(loops));
    part.row(load + ": CPU of all for a copy, µs", most(6, budgeted), SpreadResult::microsPerCopy);
    switch (load.tempo()) {
      case Load.Tempo.InEach _ -> {
        part.row(
            "due to the last copy, p50, ms",
            Goal.NONE,
            each -> p(50, each.result().tally().toLast));
        part.row(
            "due to the last copy, p99, ms",
            most(15, budgeted),
            each -> p(99, each.result().tally().toLast));
      }
      // who sends as fast as answers come decides how long they take
      case Load.Tempo.AsAnswersCome _ ->
          part.row(
              "copies a second, everything on this machine",
              Goal.NONE,
              each -> each.result().deliveredPerSecond());
    }
  }

  private static Goal most(double most, boolean budgeted) {
    return budgeted ? new Goal.AtMost(most) : Goal.NONE;
  }

  private static double p(double percentile, Histogram micros) {
    return micros.getValueAtPercentile(percentile) / 1e3;
  }

  private <T> Part<T> part(String name, Compared<T> results, Function<T, List<String>> voids) {
    List<String> here = voids.apply(results.here());
    List<String> relay = voids.apply(results.relay());
    here.forEach(why -> remarks.append("VOID: %s: %s\n\n".formatted(name, why)));
    relay.forEach(why -> remarks.append("VOID: %s, the relay: %s\n\n".formatted(name, why)));
    return new Part<>(results, !here.isEmpty(), !relay.isEmpty());
  }

  /// Rows that are void together.
  private final class Part<T> {
    private final Compared<T> results;
    private final boolean isVoid;
    private final boolean isRelayVoid;

    Part(Compared<T> results, boolean isVoid, boolean isRelayVoid) {
      this.results = results;
      this.isVoid = isVoid;
      this.isRelayVoid = isRelayVoid;
    }

    void row(String what, Goal goal, ToDoubleFunction<T> figure) {
      double here = figure.applyAsDouble(results.here());
      double relay = figure.applyAsDouble(results.relay());
      List<String> cells = new ArrayList<>();
      cells.add(what);
      cells.add(goal.toString());
      cells.add(number(here) + (isVoid ? " (VOID)" : ""));
      cells.add(
          goal instanceof Goal.None ? "" : isVoid ? "void" : goal.isMet(here) ? "met" : "missed");
      cells.add(number(relay) + (isRelayVoid ? " (VOID)" : ""));
      cells.add(here > 0 && relay > 0 ? number(here / relay) : "-");
      rows.append(ResultTable.line(cells.toArray(String[]::new)));
    }
  }

  String text() {
    return """
    | what | goal | here | | the raw relay in this run | ratio |
    |---|---|---|---|---|---|
    """
        + rows
        + "\n"
        + remarks;
  }

  /// With three digits or more that say something.
  static String number(double value) {
    String format = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
