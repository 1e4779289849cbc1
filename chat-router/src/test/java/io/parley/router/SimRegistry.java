package io.parley.router;

import io.parley.presence.SessionAddress;
import io.parley.presence.SessionLookup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// Who is connected where: soft state that may be away, and may be forgotten.
final class SimRegistry {
  private static final double CALLS_FAIL = 0.05;

  private final SimWorld world;
  private final boolean withNews;
  private final Map<String, Map<String, SessionAddress>> sessions = new HashMap<>();
  private final Map<String, Map<String, Long>> news = new HashMap<>();
  private final Map<String, Set<Integer>> interest = new HashMap<>();
  private final Map<String, Long> heads = new HashMap<>();
  private final Set<Integer> live = new TreeSet<>();
  private boolean away;

  /// What a heartbeat brings.
  ///
  /// @param known whether the session was registered
  /// @param moved heads by conversation
  record Pulse(boolean known, Map<String, Long> moved) {}

  /// @param withNews whether routers leave word; without it, other rules have to do
  SimRegistry(SimWorld world, boolean withNews) {
    this.world = world;
    this.withNews = withNews;
  }

  void leased(int slot) {
    live.add(slot);
  }

  void expired(int slot) {
    live.remove(slot);
  }

  void awayFor(int ms) {
    away = true;
    world.later(ms, ms, () -> away = false);
  }

  void flush() {
    sessions.clear();
    news.clear();
    interest.clear();
    heads.clear();
  }

  /// Completes when it is registered; a newer session of the device stays.
  CompletionStage<Boolean> register(String user, SessionAddress session) {
    return call(() ->
        sessions
            .computeIfAbsent(user, _ -> new HashMap<>())
            .merge(
                session.device(),
                session,
                (before, after) -> before.session() > after.session() ? before : after)
            .equals(session));
  }

  CompletionStage<Pulse> pulse(String user, SessionAddress session) {
    return call(() ->
        new Pulse(
            session.equals(sessions.getOrDefault(user, Map.of()).get(session.device())),
            new TreeMap<>(news.getOrDefault(user, Map.of()))));
  }

  /// From now on what is said in these channels comes to this slot.
  CompletionStage<Boolean> interested(int slot, Set<String> channels) {
    Set<String> added = Set.copyOf(channels);
    return call(() -> {
      addInterest(slot, added);
      return true;
    });
  }

  /// Puts back what is missing, and answers with where the channels stand, by the last word left.
  CompletionStage<Map<String, Long>> pulseChannels(int slot, Set<String> channels) {
    Set<String> kept = Set.copyOf(channels);
    return call(() -> {
      addInterest(slot, kept);
      Map<String, Long> known = new TreeMap<>(heads);
      known.keySet().retainAll(kept);
      return known;
    });
  }

  private void addInterest(int slot, Set<String> channels) {
    channels.forEach(channel -> interest.computeIfAbsent(channel, _ -> new TreeSet<>()).add(slot));
  }

  CompletionStage<Boolean> dropped(int slot, String channel) {
    return call(() -> interest.getOrDefault(channel, Set.of()).remove(slot));
  }

  private <T> CompletionStage<T> call(Supplier<T> operation) {
    return away
        ? CompletableFuture.failedStage(new SimWorld.SimFault())
        : world.remote(CALLS_FAIL, operation);
  }

  /// As one router asks it. What it could not leave word of it owes, as long as it lives.
  final class Lookup implements SessionLookup {
    private static final int TRY_EVERY_MS = 200;

    private final SimLane lane;
    private final List<Wanted> owed = new ArrayList<>();
    private Optional<Map<String, List<SessionAddress>>> asOfBatch = Optional.empty();
    private Set<Integer> lastKnown = Set.of();

    Lookup(SimLane lane) {
      this.lane = lane;
    }

    boolean owes() {
      return !owed.isEmpty();
    }

    private void owe(Wanted wanted) {
      if (owed.isEmpty()) {
        world.later(TRY_EVERY_MS, TRY_EVERY_MS, () -> lane.execute(this::leave));
      }
      owed.add(new Wanted(Set.of(), Set.of(), wanted.news(), wanted.channelNews()));
    }

    private void leave() {
      List<Wanted> taken = List.copyOf(owed);
      Wanted all =
          new Wanted(
              Set.of(),
              Set.of(),
              taken.stream().flatMap(one -> one.news().stream()).toList(),
              taken.stream().flatMap(one -> one.channelNews().stream()).toList());
      world.then(
          locate(all),
          left -> {
            // what cannot be left is owed once more, and tried again
            owed.subList(0, taken.size()).clear();
            if (!owed.isEmpty()) {
              world.later(TRY_EVERY_MS, TRY_EVERY_MS, () -> lane.execute(this::leave));
            }
          });
    }

    /// A batch begins.
    void begin() {
      if (world.lacks(Rule.STORE_BEFORE_LOOK_UP)) {
        asOfBatch = Optional.of(located(sessions.keySet()));
      }
    }

    @Override
    public CompletionStage<Located> locate(Wanted wanted) {
      Optional<Map<String, List<SessionAddress>>> before = asOfBatch;
      CompletionStage<Located> answer =
          call(() -> {
            if (withNews) {
              note(wanted);
            }
            lastKnown = new TreeSet<>(live);
            return new Located(
                before.orElseGet(() -> located(wanted.users())), interested(wanted.channels()));
          });
      return answer.whenComplete((_, failure) -> {
        boolean hasNews = !wanted.news().isEmpty() || !wanted.channelNews().isEmpty();
        if (failure != null && withNews && hasNews && !lane.isDead()) {
          owe(wanted);
        }
      });
    }

    /// Without word of news every router knows every edge, or nobody would ever hear.
    @Override
    public Set<Integer> lastKnownSlots() {
      if (world.lacks(Rule.ALL_EDGES_WHEN_NOBODY_KNOWS)) {
        return Set.of();
      }
      return withNews ? lastKnown : new TreeSet<>(live);
    }
  }

  private void note(SessionLookup.Wanted wanted) {
    wanted
        .news()
        .forEach(item ->
            item.users()
                .forEach(user ->
                    news.computeIfAbsent(user, _ -> new HashMap<>())
                        .merge(item.conversation(), item.seq(), Math::max)));
    wanted.channelNews().forEach(item -> heads.merge(item.channel(), item.seq(), Math::max));
  }

  private Map<String, Set<Integer>> interested(Set<String> channels) {
    Map<String, Set<Integer>> found = new HashMap<>();
    for (String channel : channels) {
      Set<Integer> there = new TreeSet<>(interest.getOrDefault(channel, Set.of()));
      there.retainAll(live);
      found.put(channel, there);
    }
    return found;
  }

  private Map<String, List<SessionAddress>> located(Set<String> users) {
    Map<String, List<SessionAddress>> found = new HashMap<>();
    for (String user : users) {
      List<SessionAddress> there = new ArrayList<>();
      for (SessionAddress session : sessions.getOrDefault(user, Map.of()).values()) {
        if (live.contains(session.slot())) {
          there.add(session);
        }
      }
      found.put(user, there);
    }
    return found;
  }
}
