package io.parley.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The command line by name, what is not there with its standard.
record Words(Map<String, String> values) {
  /// What is good where nothing is said; empty: nothing is.
  private static final Map<String, String> STANDARD =
      Map.ofEntries(
          Map.entry("--running", ""),
          Map.entry("--edges", "2"),
          Map.entry("--routers", "2"),
          Map.entry("--run-in", "60"),
          Map.entry("--seconds", "20"),
          Map.entry("--warm-up", "10"),
          Map.entry("--loops", "1"),
          Map.entry("--rounds", "1"),
          Map.entry("--users", "200"),
          Map.entry("--rates", "500,2000"),
          Map.entry("--senders", "400"),
          Map.entry("--window", "4"),
          Map.entry("--group-members", ""),
          Map.entry("--group-rate", "10"),
          Map.entry("--group-senders", "32"),
          Map.entry("--channel-members", ""),
          Map.entry("--channel-connected", "1000"),
          Map.entry("--channel-rate", "1"),
          Map.entry("--budget", ""),
          Map.entry("--idle-sockets", "15000"),
          Map.entry("--idle-minutes", "1"),
          Map.entry("--handshakes", "64"));

  private static final Pattern GROUP_RATE = Pattern.compile("(?:(\\d+)x)?(\\d+|max)");

  /// Each is made for a run, with all of its members.
  private static final int GROUPS_MAX = 100;

  /// Other standards, for the table of the budget.
  private static final Map<String, String> BUDGET =
      Map.of(
          "--edges", "0",
          "--users", "500",
          "--rates", "1000",
          "--group-members", "500",
          // one that comes alone, nearly as many as a group of 500 may have, and what ten can do
          "--group-rate", "10,80,10xmax",
          // what a lower rate takes is not what full load has run in
          "--warm-up", "60");

  static Words read(List<String> words) {
    Map<String, String> values = new HashMap<>(STANDARD);
    if (words.contains("--budget")) {
      values.putAll(BUDGET);
    }
    for (int i = 0; i < words.size(); i += 2) {
      String name = words.get(i);
      if (!STANDARD.containsKey(name)) {
        throw new IllegalArgumentException(name + ": no such option");
      }
      if (i + 1 == words.size()) {
        throw new IllegalArgumentException(name + ": nothing (expected: a value)");
      }
      values.put(name, words.get(i + 1));
    }
    return new Words(values);
  }

  String text(String name) {
    return values.getOrDefault(name, "");
  }

  int number(String name, int least) {
    return number(name, text(name), least);
  }

  List<Integer> numbers(String name, int least) {
    return Stream.of(text(name).split(",", -1)).map(value -> number(name, value, least)).toList();
  }

  /// Such as `10`, or `3x80` in three groups at once, or `3xmax`.
  ///
  /// @param senders who write as answers come
  List<Plan.GroupRate> groupRates(String name, int senders) {
    return Stream.of(text(name).split(",", -1))
        .map(value -> groupRate(name, value, senders))
        .toList();
  }

  private static Plan.GroupRate groupRate(String name, String value, int senders) {
    Matcher parts = GROUP_RATE.matcher(value);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "%s: %s (expected: such as 10, max, 3x10 or 3xmax)".formatted(name, value));
    }
    int groups = parts.group(1) == null ? 1 : number(name, parts.group(1), 1);
    if (groups > GROUPS_MAX) {
      throw new IllegalArgumentException(
          "%s: %s (expected: <= %d groups)".formatted(name, value, GROUPS_MAX));
    }
    String rate = parts.group(2);
    return new Plan.GroupRate(
        groups,
        rate.equals("max")
            ? new Load.Tempo.AsAnswersCome(senders)
            : new Load.Tempo.InEach(number(name, rate, 1)));
  }

  private static int number(String name, String value, int least) {
    try {
      int number = Integer.parseInt(value);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "%s: %s (expected: a number >= %d)".formatted(name, value, least));
  }
}
