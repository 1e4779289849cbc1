package io.parley.presence;

import io.parley.presence.SessionLookup.ChannelNews;
import io.parley.presence.SessionLookup.News;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Supplier;

/// How word of what has moved is left: of as many users or channels with one script as the servers
/// can run it on.
///
/// @param ofAScript 1 where users and channels may be on several nodes
record NewsWrites(RegistryKeys keys, RegistryTerms terms, int ofAScript) {
  /// For these users.
  ///
  /// @param news of each of them, by conversation
  /// @return for each script how many were dropped
  List<Supplier<Long>> leave(
      Pipeline pipeline, List<String> users, Map<String, Map<String, News>> news, Instant now) {
    return RedisCalls.parts(users, ofAScript).stream()
        .map(some -> leaveOf(pipeline, some, news, span().of(now)))
        .toList();
  }

  /// Users share most of what has moved, so it is said once, and of each user only which of it.
  private Supplier<Long> leaveOf(
      Pipeline pipeline, List<String> users, Map<String, Map<String, News>> news, long span) {
    Map<Moved, Integer> numbers = new LinkedHashMap<>();
    List<Object> scriptKeys = new ArrayList<>(users.size());
    List<Object> whose = new ArrayList<>(users.size());
    for (String user : users) {
      scriptKeys.add(keys.news(user, span));
      StringJoiner own = new StringJoiner(",");
      for (News item : news.getOrDefault(user, Map.of()).values()) {
        int next = numbers.size() + 1;
        own.add(String.valueOf(numbers.computeIfAbsent(Moved.of(item), _ -> next)));
      }
      whose.add(own.toString());
    }
    List<Object> arguments = new ArrayList<>(3 + 2 * numbers.size() + users.size());
    arguments.add(span().kept().toMillis());
    arguments.add(terms.bounds().news());
    arguments.add(numbers.size());
    for (Moved moved : numbers.keySet()) {
      arguments.add(moved.conversation());
      arguments.add(NewsSpan.text(moved.seq(), moved.messageId()));
    }
    arguments.addAll(whose);
    return pipeline.number(LuaScript.LEAVE_NEWS, scriptKeys, arguments.toArray());
  }

  private record Moved(String conversation, long seq, long messageId) {
    static Moved of(News item) {
      return new Moved(item.conversation(), item.seq(), item.messageId());
    }
  }

  /// For whoever is interested in these channels.
  void leave(Pipeline pipeline, List<ChannelNews> heads) {
    for (List<ChannelNews> some : RedisCalls.parts(heads, ofAScript)) {
      List<Object> scriptKeys = new ArrayList<>(some.size());
      List<Object> arguments = new ArrayList<>(1 + some.size());
      arguments.add(span().kept().toMillis());
      for (ChannelNews item : some) {
        scriptKeys.add(keys.head(item.channel()));
        arguments.add(NewsSpan.text(item.seq(), item.messageId()));
      }
      Supplier<Long> _ = pipeline.number(LuaScript.LEAVE_HEADS, scriptKeys, arguments.toArray());
    }
  }

  private NewsSpan span() {
    return new NewsSpan(terms.newsSpan());
  }
}
