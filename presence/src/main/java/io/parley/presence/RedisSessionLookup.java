package io.parley.presence;

import io.parley.runtime.Surroundings;
import java.util.ArrayList;
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
  private volatile Set<Integer> lastKnownSlots = Set.of();

  RedisSessionLookup(
      RedisCalls calls,
      SessionReads reads,
      RegistryTerms terms,
      Surroundings surroundings,
      RegistryMetrics metrics) {
    this.calls = calls;
    this.reads = reads;
    this.terms = terms;
    this.surroundings = surroundings;
    this.metrics = metrics;
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
    List<Supplier<Long>> dropped = new ArrayList<>();
    Map<String, Supplier<Map<String, String>>> sessions =
        LinkedHashMap.newLinkedHashMap(concerned.size());
    for (String user : concerned) {
      // news first: a session that is put back after it was looked for finds them
      Map<String, News> moved = newest.get(user);
      if (moved != null) {
        dropped.add(leave(pipeline, user, moved));
      }
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

  private Supplier<Long> leave(Pipeline pipeline, String user, Map<String, News> moved) {
    NewsSpan span = new NewsSpan(terms.newsSpan());
    Object[] arguments = new Object[2 + 2 * moved.size()];
    int next = 0;
    arguments[next++] = span.kept().toMillis();
    arguments[next++] = terms.bounds().news();
    for (News item : moved.values()) {
      arguments[next++] = item.conversation();
      arguments[next++] = NewsSpan.text(item.seq(), item.messageId());
    }
    String key = reads.keys().news(user, span.of(surroundings.clock().instant()));
    return pipeline.number(LuaScript.LEAVE_NEWS, key, arguments);
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
