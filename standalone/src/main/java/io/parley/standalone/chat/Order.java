package io.parley.standalone.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is asked for by a line that begins with a slash.
sealed interface Order {
  /// What the chat does by itself.
  sealed interface Here extends Order {}

  /// What a server is asked for.
  sealed interface There extends Order {}

  /// Of the group that is open.
  sealed interface InGroup extends There {}

  record Quit() implements Here {}

  record Earlier() implements Here {}

  record Help() implements Here {}

  /// The newest conversations, with numbers.
  record Overview() implements There {}

  /// @param what a name, or a number of the last overview
  record Open(String what) implements There {}

  /// Of groups and channels alone.
  record OpenGroup(String name) implements There {}

  record Make(String name, List<String> members) implements There {}

  record Add(List<String> users) implements InGroup {}

  record Remove(List<String> users) implements InGroup {}

  /// In answer to their requests.
  record Let(List<String> users) implements InGroup {}

  record Rename(String name) implements InGroup {}

  record Leave() implements InGroup {}

  record Members() implements InGroup {}

  record MakeLink() implements InGroup {}

  /// @param where a link, or the id of a channel
  record Join(String where) implements There {}

  /// @param why how it is meant to be typed
  record Unclear(String why) implements Here {}

  /// Words, or several within quotes.
  Pattern WORD = Pattern.compile("\"([^\"]+)\"|(\\S+)");

  static Order parse(String line) {
    List<String> words = words(line);
    List<String> rest = words.subList(1, words.size());
    return switch (words.getFirst()) {
      case "/quit" -> new Quit();
      case "/earlier" -> new Earlier();
      case "/list" -> new Overview();
      case "/leave" -> new Leave();
      case "/members" -> new Members();
      case "/link" -> new MakeLink();
      case "/open" -> one(rest, "/open NAME, or a number of /list", Open::new);
      case "/join" -> one(rest, "/join LINK", Join::new);
      case "/new" ->
          rest.isEmpty()
              ? new Unclear("/new NAME WHO…; a NAME of several words stands in \"quotes\"")
              : new Make(rest.getFirst(), rest.subList(1, rest.size()));
      case "/rename" -> one(rest, "/rename NAME", Rename::new);
      case "/add" -> some(rest, "/add WHO…", Add::new);
      case "/remove" -> some(rest, "/remove WHO…", Remove::new);
      case "/let" -> some(rest, "/let WHO…", Let::new);
      default -> new Help();
    };
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return words;
  }

  /// Names may have spaces; where nothing can follow they need no quotes.
  private static Order one(List<String> rest, String usage, Function<String, Order> order) {
    return rest.isEmpty() ? new Unclear(usage) : order.apply(String.join(" ", rest));
  }

  private static Order some(List<String> rest, String usage, Function<List<String>, Order> order) {
    return rest.isEmpty() ? new Unclear(usage) : order.apply(rest);
  }
}
