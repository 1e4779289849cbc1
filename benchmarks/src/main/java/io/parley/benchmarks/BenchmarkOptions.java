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
        --senders N        senders of the closed loop that finds the limit, not more than
                           users (400); none: 0
        --window N         messages that each of them has unanswered (4)

      In groups, instead, one after the other:
        --group-members A,B,...    of so many members, all connected
        --group-rate A,NxB,...     messages a second, the members in turn (10); NxB: in N groups
                                   of the same members at once, B in each; max for B: as fast as
                                   answers come. A group takes 50,000 copies a second, and 128
                                   messages at most
        --group-senders N          members who have one message unanswered each, with max (32)

      In channels, instead, one after the other:
        --channel-members A,B,...  of so many members
        --channel-connected N      of these are connected, the same in all channels (1000)
        --channel-rate N           messages a second, all by the owner (1)

      The budget, instead: one table of all that it names, beside a raw relay in the same run:
        --budget HOW       sockets in plain text (plain) or over TLS (tls). Standards are those of
                           the budget: --edges 0 --users 500 --rates 1000 --group-members 500
                           --group-rate 10,80,10xmax --warm-up 60; - for no rates and no groups
        --idle-sockets N   that are connected at once and then idle (15000); none: 0
        --idle-minutes N   for so long (1)
        --handshakes N     under way at once (64)
      """;

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
    if (!said.text("--budget").isEmpty()) {
      return budget(said);
    }
    boolean groups = !said.text("--group-members").isEmpty();
    boolean channels = !said.text("--channel-members").isEmpty();
    if (groups && channels) {
      throw new IllegalArgumentException("--group-members and --channel-members (expected: one)");
    }
    return groups ? groups(said) : channels ? channels(said) : pairs(said);
  }

  private static Plan budget(Words said) {
    String how = said.text("--budget");
    if (!how.equals("plain") && !how.equals("tls")) {
      throw new IllegalArgumentException("--budget: " + how + " (expected: plain or tls)");
    }
    if (!said.text("--running").isEmpty()) {
      throw new IllegalArgumentException("--budget and --running (expected: one)");
    }
    Plan.Groups groups =
        said.text("--group-members").equals("-")
            ? new Plan.Groups(List.of(), List.of())
            : groups(said);
    var idle =
        new Plan.Idle(
            said.number("--idle-sockets", 0),
            said.number("--idle-minutes", 1),
            said.number("--handshakes", 1));
    return new Plan.Budget(idle, pairs(said), groups, how.equals("tls"));
  }

  private static Plan.Pairs pairs(Words said) {
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

  private static Plan.Groups groups(Words said) {
    List<Integer> members = said.numbers("--group-members", 2);
    members.forEach(count -> {
      if (count > GROUP_MEMBERS_MAX) {
        throw new IllegalArgumentException(
            "--group-members: %d (expected: <= %d)".formatted(count, GROUP_MEMBERS_MAX));
      }
    });
    return new Plan.Groups(
        members, said.groupRates("--group-rate", said.number("--group-senders", 1)));
  }

  private static Plan.Channels channels(Words said) {
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
}
