package io.parley.presence;

import io.parley.runtime.Surroundings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// The router's side of the registry in Redis.
final class RedisSessionLookup implements SessionLookup {
  private final RedisCalls calls;
  private final SessionReads reads;
  private final RegistryTerms terms;
  private final Surroundings surroundings;
  private final RegistryMetrics metrics;
  private final int usersOfAScript;
  private volatile Set<Integer> lastKnownSlots = Set.of();

  /// @param usersOfAScript users for whom news are left with one script: 1 where these may be on
  ///   several nodes
  RedisSessionLookup(
      RedisCalls calls,
      SessionReads reads,
      RegistryTerms terms,
      Surroundings surroundings,
      int usersOfAScript) {
    this.calls = calls;
    this.reads = reads;
    this.terms = terms;
    this.surroundings = surroundings;
    this.metrics = reads.metrics();
    this.usersOfAScript = usersOfAScript;
  }

  @Override
  public CompletionStage<Map<String, List<SessionAddress>>> locate(
      Set<String> users, List<News> news) {
    Map<String, Map<String, News>> newest = newestByUser(news);
    Set<String> concerned = new LinkedHashSet<>(users);
    concerned.addAll(newest.keySet());
    if (concerned.isEmpty()) {
      return CompletableFuture.completedStage(Map.of());
    }
    return RedisCalls.inTurns(
            List.copyOf(concerned),
            terms.bounds().atOnce(),
            some -> calls.roundTrip(pipeline -> locate(pipeline, some, users, newest)))
        .thenApply(RedisSessionLookup::merged);
  }

  private Supplier<Map<String, List<SessionAddress>>> locate(
      Pipeline pipeline,
      List<String> concerned,
      Set<String> users,
      Map<String, Map<String, News>> newest) {
    // news first: a session that is put back after it was looked for finds them
    List<Supplier<Long>> dropped = leave(pipeline, concerned, newest);
    Map<String, Supplier<Map<String, String>>> sessions =
        LinkedHashMap.newLinkedHashMap(concerned.size());
    for (String user : concerned) {
      if (users.contains(user)) {
        sessions.put(user, reads.sessions(pipeline, user));
      }
    }
    Supplier<SlotTable> slots = reads.slots(pipeline);
    return () -> {
      metrics.newsDropped(dropped.stream().mapToInt(each -> each.get().intValue()).sum());
      SlotTable living = slots.get();
      if (living.slots().isEmpty()) {
        // whoever sent what is being delivered was on an edge: the registry has lost what it knew
        throw new IllegalStateException("edges: none (expected: at least one)");
      }
      lastKnownSlots = living.slots();
      Map<String, List<SessionAddress>> located = HashMap.newHashMap(sessions.size());
      sessions.forEach((user, hash) -> {
        List<SessionAddress> addresses = reads.living(hash.get(), living);
        if (!addresses.isEmpty()) {
          located.put(user, addresses);
        }
      });
      return located;
    };
  }

  /// Of as many users with one script as the servers can run it on.
  private List<Supplier<Long>> leave(
      Pipeline pipeline, List<String> concerned, Map<String, Map<String, News>> newest) {
    List<String> users = concerned.stream().filter(newest::containsKey).toList();
    List<Supplier<Long>> dropped = new ArrayList<>();
    for (int from = 0; from < users.size(); from += usersOfAScript) {
      List<String> some = users.subList(from, Math.min(users.size(), from + usersOfAScript));
      dropped.add(leaveOf(pipeline, some, newest));
    }
    return dropped;
  }

  private Supplier<Long> leaveOf(
      Pipeline pipeline, List<String> users, Map<String, Map<String, News>> newest) {
    NewsSpan span = new NewsSpan(terms.newsSpan());
    long now = span.of(surroundings.clock().instant());
    List<Object> keys = new ArrayList<>(users.size());
    List<Object> arguments = new ArrayList<>(2 + 3 * users.size());
    arguments.add(span.kept().toMillis());
    arguments.add(terms.bounds().news());
    for (String user : users) {
      Collection<News> moved = newest.getOrDefault(user, Map.of()).values();
      keys.add(reads.keys().news(user, now));
      arguments.add(moved.size());
      for (News item : moved) {
        arguments.add(item.conversation());
        arguments.add(NewsSpan.text(item.seq(), item.messageId()));
      }
    }
    return pipeline.number(LuaScript.LEAVE_NEWS, keys, arguments.toArray());
  }

  private static Map<String, Map<String, News>> newestByUser(List<News> news) {
    Map<String, Map<String, News>> newest = HashMap.newHashMap(news.size());
    for (News item : news) {
      newest
          .computeIfAbsent(item.user(), _ -> new HashMap<>())
          .merge(item.conversation(), item, (held, next) -> next.seq() > held.seq() ? next : held);
    }
    return newest;
  }

  private static Map<String, List<SessionAddress>> merged(
      List<Map<String, List<SessionAddress>>> answers) {
    if (answers.size() == 1) {
      return answers.getFirst();
    }
    Map<String, List<SessionAddress>> all = new HashMap<>();
    answers.forEach(all::putAll);
    return all;
  }

  @Override
  public Set<Integer> lastKnownSlots() {
    return lastKnownSlots;
  }
}
