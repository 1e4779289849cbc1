package io.parley.presence;

import io.parley.presence.SessionLookup.News;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Supplier;

/// How a router leaves users word of what has moved and asks where they are: for as many with one
/// script as the servers can run it on.
///
/// @param usersOfAScript 1 where users may be on several nodes
record LocateCommands(RegistryKeys keys, RegistryTerms terms, int usersOfAScript) {
  /// What one script touches, words of news and users that are read: for so long, some 300 µs, the
  /// server does nothing else.
  static final int TOUCHED_MAX = 500;

  /// What a script answers.
  ///
  /// @param devices of each user, as [DeviceLine]s; of those who have none, nothing or empty text
  /// @param dropped news for which there was no room
  record Found(Map<String, String> devices, long dropped) {}

  /// Leaves news for those of these users who have any, and then reads where those are that are
  /// wanted: who is put back after that finds the news.
  ///
  /// @param news of each user; several of one conversation do no harm, the largest stays
  /// @param span of time that they are left in
  List<Supplier<Found>> users(
      Pipeline pipeline,
      List<String> users,
      Map<String, List<News>> news,
      Set<String> wanted,
      long span) {
    List<Script> scripts = new ArrayList<>();
    for (String user : users) {
      // hers before she is read, also where they do not fit into one script: those run in order
      List<News> own = news.get(user);
      if (own != null) {
        for (List<News> some : RedisCalls.parts(own, TOUCHED_MAX)) {
          scriptFor(user, some.size(), scripts, span).leave(user, some);
        }
      }
      if (wanted.contains(user)) {
        scriptFor(user, 1, scripts, span).read(user);
      }
    }
    return scripts.stream().map(script -> script.run(pipeline)).toList();
  }

  /// The last one, or a new one where that has no room.
  private Script scriptFor(String user, int touched, List<Script> scripts, long span) {
    if (scripts.isEmpty() || !scripts.getLast().hasRoomFor(user, touched)) {
      scripts.add(new Script(span));
    }
    return scripts.getLast();
  }

  /// Users share most of what has moved, so it is said once, and of each user only which of it.
  private final class Script {
    private final long span;
    private final Map<Moved, Integer> numbers = new LinkedHashMap<>();
    private final List<Object> newsKeys = new ArrayList<>();
    private final List<Object> whose = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private String lastUser = "";
    private int users;
    private int touched;

    Script(long span) {
      this.span = span;
    }

    boolean hasRoomFor(String user, int more) {
      boolean isOneMore = !user.equals(lastUser);
      return touched + more <= TOUCHED_MAX && (!isOneMore || users < usersOfAScript);
    }

    void leave(String user, List<News> own) {
      newsKeys.add(keys.news(user, span));
      whose.add(numbered(own));
      touch(user, own.size());
    }

    void read(String user) {
      asked.add(user);
      touch(user, 1);
    }

    private void touch(String user, int more) {
      users += user.equals(lastUser) ? 0 : 1;
      lastUser = user;
      touched += more;
    }

    private String numbered(List<News> own) {
      StringJoiner all = new StringJoiner(",");
      for (News item : own) {
        int next = numbers.size() + 1;
        all.add(String.valueOf(numbers.computeIfAbsent(Moved.of(item), _ -> next)));
      }
      return all.toString();
    }

    Supplier<Found> run(Pipeline pipeline) {
      if (newsKeys.isEmpty() && asked.size() == 1) {
        String user = asked.getFirst();
        Supplier<String> lines = pipeline.value(keys.devices(user));
        return () -> new Found(Map.of(user, lines.get()), 0);
      }
      List<Object> all = new ArrayList<>(newsKeys);
      asked.forEach(user -> all.add(keys.devices(user)));
      Supplier<List<Object>> answer = pipeline.list(LuaScript.LOCATE, all, arguments());
      return () -> found(answer.get());
    }

    private Object[] arguments() {
      List<Object> all = new ArrayList<>(4 + 2 * numbers.size() + whose.size());
      all.add(whose.size());
      all.add(new NewsSpan(terms.newsSpan()).kept().toMillis());
      all.add(terms.bounds().news());
      all.add(numbers.size());
      for (Moved moved : numbers.keySet()) {
        all.add(moved.conversation());
        all.add(NewsSpan.text(moved.seq(), moved.messageId()));
      }
      all.addAll(whose);
      return all.toArray();
    }

    private Found found(List<Object> answer) {
      Map<String, String> devices = HashMap.newHashMap(asked.size());
      for (int i = 0; i < asked.size(); i++) {
        Object lines = answer.get(i);
        if (lines != null) {
          devices.put(asked.get(i), lines.toString());
        }
      }
      return new Found(devices, (Long) Objects.requireNonNull(answer.getLast()));
    }
  }

  private record Moved(String conversation, long seq, long messageId) {
    static Moved of(News item) {
      return new Moved(item.conversation(), item.seq(), item.messageId());
    }
  }
}
