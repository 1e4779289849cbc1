package io.parley.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the command line asks for.
///
/// @param running the data directory of a Parley that runs already; null: one is started
/// @param edges processes of a Parley that is started; 0: all services in one process
/// @param runInSeconds of full load before anything is measured
/// @param seconds that are measured of each load
/// @param warmUpSeconds before that
/// @param loops event loops of the generator
/// @param rounds how often all loads to many run, so that one can be compared with itself
record BenchmarkOptions(
    @Nullable Path running,
    int edges,
    int routers,
    Plan plan,
    int runInSeconds,
    int seconds,
    int warmUpSeconds,
    int loops,
    int rounds) {
  private static final long DRAIN_MAX_MS = 10_000;
  private static final int RUN_IN_SENDERS = 100;
  private static final int RUN_IN_WINDOW = 4;
  private static final int GROUP_MEMBERS_MAX = 1024;

  static final String USAGE =
      """
      Measures what a message costs, end to end.

        --running DIR      the data directory of a ./parley up that runs; else one is started
        --edges N          edges of the one that is started, each a process (2; 0: one process)
        --routers N        routers of the one that is started (2)
        --run-in N         seconds of full load before the first, for the compilers (60)
        --seconds N        measured for each load (20)
        --warm-up N        seconds of a load before that (10)
        --loops N          event loops of the generator (1)
        --rounds N         how often groups or channels have their turn (1)

      In pairs:
        --users N          users with one socket each; they write to each other in pairs (200)
        --rates A,B,...    messages a second, open loop (500,2000); none: -
        --senders N        senders of the closed loop that finds the limit (100); none: 0
        --window N         messages that each of them has unanswered (8)

      In groups, instead, one after the other:
        --group-members A,B,...    of so many members, all connected
        --group-rate N             messages a second, the members in turn (10)

      In channels, instead, one after the other:
        --channel-members A,B,...  of so many members
        --channel-connected N      of these are connected, the same in all channels (1000)
        --channel-rate N           messages a second, all by the owner (1)
      """;

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
          Map.entry("--senders", "100"),
          Map.entry("--window", "8"),
          Map.entry("--group-members", ""),
          Map.entry("--group-rate", "10"),
          Map.entry("--channel-members", ""),
          Map.entry("--channel-connected", "1000"),
          Map.entry("--channel-rate", "1"));

  static BenchmarkOptions parse(List<String> words) {
    Words said = Words.read(words);
    return new BenchmarkOptions(
        said.text("--running").isEmpty() ? null : Path.of(said.text("--running")),
        said.number("--edges", 0),
        said.number("--routers", 1),
        plan(said),
        said.number("--run-in", 0),
        said.number("--seconds", 1),
        said.number("--warm-up", 0),
        said.number("--loops", 1),
        said.number("--rounds", 1));
  }

  private static Plan plan(Words said) {
    boolean groups = !said.text("--group-members").isEmpty();
    boolean channels = !said.text("--channel-members").isEmpty();
    if (groups && channels) {
      throw new IllegalArgumentException("--group-members and --channel-members (expected: one)");
    }
    return groups ? groups(said) : channels ? channels(said) : pairs(said);
  }

  private static Plan pairs(Words said) {
    int users = said.number("--users", 2);
    if (users % 2 != 0) {
      throw new IllegalArgumentException("--users: " + users + " (expected: an even number)");
    }
    List<Load> loads = new ArrayList<>();
    if (!said.text("--rates").equals("-")) {
      said.numbers("--rates", 1).forEach(rate -> loads.add(new Load.Open(rate)));
    }
    int senders = said.number("--senders", 0);
    int window = said.number("--window", 1);
    if (senders > 0) {
      loads.add(new Load.Closed(Math.min(senders, users), window));
    }
    return new Plan.Pairs(users, loads);
  }

  private static Plan groups(Words said) {
    List<Integer> members = said.numbers("--group-members", 2);
    members.forEach(count -> {
      if (count > GROUP_MEMBERS_MAX) {
        throw new IllegalArgumentException(
            "--group-members: %d (expected: <= %d)".formatted(count, GROUP_MEMBERS_MAX));
      }
    });
    return new Plan.Groups(members, said.number("--group-rate", 1));
  }

  private static Plan channels(Words said) {
    int connected = said.number("--channel-connected", 2);
    List<Integer> members = said.numbers("--channel-members", connected);
    return new Plan.Channels(members, connected, said.number("--channel-rate", 1));
  }

  LoadRun.Pace pace() {
    return new LoadRun.Pace(warmUpSeconds * 1000L, seconds * 1000L, DRAIN_MAX_MS);
  }

  /// What compilers see before anything is measured.
  Load.Closed runIn() {
    return new Load.Closed(Math.min(RUN_IN_SENDERS, plan.people()), RUN_IN_WINDOW);
  }

  LoadRun.Pace runInPace() {
    return new LoadRun.Pace(0, runInSeconds * 1000L, DRAIN_MAX_MS);
  }

  /// The command line by name, what is not there with its standard.
  private record Words(Map<String, String> values) {
    static Words read(List<String> words) {
      Map<String, String> values = new HashMap<>(STANDARD);
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
}
