package io.parley.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the command line asks for.
///
/// @param running the data directory of a Parley that runs already; null: one is started
/// @param edges processes of a Parley that is started; 0: all services in one process
/// @param runInSeconds of full load before anything is measured
/// @param seconds that are measured of each load
/// @param warmUpSeconds before that
/// @param loops event loops of the generator
record BenchmarkOptions(
    @Nullable Path running,
    int edges,
    int routers,
    int users,
    List<Load> loads,
    int runInSeconds,
    int seconds,
    int warmUpSeconds,
    int loops) {
  private static final long DRAIN_MAX_MS = 10_000;
  private static final int RUN_IN_SENDERS = 100;
  private static final int RUN_IN_WINDOW = 4;

  static final String USAGE =
      """
      Measures what a message costs, end to end.

        --running DIR      the data directory of a ./parley up that runs; else one is started
        --edges N          edges of the one that is started, each a process (2; 0: one process)
        --routers N        routers of the one that is started (2)
        --users N          users with one socket each; they write to each other in pairs (200)
        --rates A,B,...    messages a second, open loop (500,2000); none: -
        --senders N        senders of the closed loop that finds the limit (100); none: 0
        --window N         messages that each of them has unanswered (8)
        --run-in N         seconds of full load before the first, for the compilers (60)
        --seconds N        measured for each load (20)
        --warm-up N        seconds of a load before that (10)
        --loops N          event loops of the generator (1)
      """;

  static BenchmarkOptions parse(List<String> words) {
    Path running = null;
    int edges = 2;
    int routers = 2;
    int users = 200;
    String rates = "500,2000";
    int senders = 100;
    int window = 8;
    int runIn = 60;
    int seconds = 20;
    int warmUp = 10;
    int loops = 1;
    for (int i = 0; i < words.size(); i += 2) {
      String name = words.get(i);
      if (i + 1 == words.size()) {
        throw new IllegalArgumentException(name + ": nothing (expected: a value)");
      }
      String value = words.get(i + 1);
      switch (name) {
        case "--running" -> running = Path.of(value);
        case "--edges" -> edges = number(name, value, 0);
        case "--routers" -> routers = number(name, value, 1);
        case "--users" -> users = number(name, value, 2);
        case "--rates" -> rates = value;
        case "--senders" -> senders = number(name, value, 0);
        case "--window" -> window = number(name, value, 1);
        case "--run-in" -> runIn = number(name, value, 0);
        case "--seconds" -> seconds = number(name, value, 1);
        case "--warm-up" -> warmUp = number(name, value, 0);
        case "--loops" -> loops = number(name, value, 1);
        default -> throw new IllegalArgumentException(name + ": no such option");
      }
    }
    if (users % 2 != 0) {
      throw new IllegalArgumentException("--users: " + users + " (expected: an even number)");
    }
    List<Load> loads = new ArrayList<>();
    if (!rates.equals("-")) {
      for (String rate : rates.split(",", -1)) {
        loads.add(new Load.Open(number("--rates", rate, 1)));
      }
    }
    if (senders > 0) {
      loads.add(new Load.Closed(Math.min(senders, users), window));
    }
    return new BenchmarkOptions(
        running, edges, routers, users, List.copyOf(loads), runIn, seconds, warmUp, loops);
  }

  SystemBenchmark.Pace pace() {
    return new SystemBenchmark.Pace(warmUpSeconds * 1000L, seconds * 1000L, DRAIN_MAX_MS);
  }

  /// What compilers see before anything is measured.
  Load.Closed runIn() {
    return new Load.Closed(Math.min(RUN_IN_SENDERS, users), RUN_IN_WINDOW);
  }

  SystemBenchmark.Pace runInPace() {
    return new SystemBenchmark.Pace(0, runInSeconds * 1000L, DRAIN_MAX_MS);
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
