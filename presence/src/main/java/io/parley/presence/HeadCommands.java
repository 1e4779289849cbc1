package io.parley.presence;

import io.parley.presence.GroupHeads.Begin;
import io.parley.presence.GroupHeads.Move;
import io.parley.presence.SessionLookup.ChannelNews;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// How a router leaves word of where channels and groups stand: for as many with one script as the
/// servers can run it on.
///
/// @param ofAScript 1 where they may be on several nodes
record HeadCommands(RegistryKeys keys, RegistryTerms terms, int ofAScript) {
  /// For whoever is interested in these channels.
  void leave(Pipeline pipeline, List<ChannelNews> channels) {
    List<Head> heads = new ArrayList<>(channels.size());
    for (ChannelNews item : channels) {
      heads.add(new Head(item.channel(), NewsSpan.text(item.seq(), item.messageId())));
    }
    Supplier<List<Integer>> _ = leaveHeads(pipeline, heads);
  }

  /// For those who have all been left word of it. Answers those that stand there now: others stand
  /// further on.
  Supplier<List<Begin>> begin(Pipeline pipeline, List<Begin> groups) {
    List<Head> heads = new ArrayList<>(groups.size());
    for (Begin begin : groups) {
      heads.add(new Head(begin.conversation(), begin.at().text()));
    }
    Supplier<List<Integer>> beyond = leaveHeads(pipeline, heads);
    return () -> {
      Set<Integer> others = Set.copyOf(beyond.get());
      return IntStream.range(0, groups.size())
          .filter(i -> !others.contains(i))
          .mapToObj(groups::get)
          .toList();
    };
  }

  private record Head(String conversation, String text) {}

  /// Answers which of these stand further on.
  private Supplier<List<Integer>> leaveHeads(Pipeline pipeline, List<Head> heads) {
    return inScripts(
        heads,
        (some, scriptKeys, arguments) -> {
          for (Head head : some) {
            scriptKeys.add(keys.head(head.conversation()));
            arguments.add(head.text());
          }
          return pipeline.list(LuaScript.LEAVE_HEADS, scriptKeys, arguments.toArray());
        });
  }

  /// For those who were left word before. Answers those that did not stand where they were left,
  /// and have not been moved.
  Supplier<List<Move>> moveOn(Pipeline pipeline, List<Move> groups) {
    Supplier<List<Integer>> elsewhere =
        inScripts(
            groups,
            (some, scriptKeys, arguments) -> {
              for (Move move : some) {
                scriptKeys.add(keys.head(move.conversation()));
                arguments.add(move.from().text());
                arguments.add(move.to().text());
              }
              return pipeline.list(LuaScript.MOVE_HEADS, scriptKeys, arguments.toArray());
            });
    return () -> elsewhere.get().stream().map(groups::get).toList();
  }

  /// A script about some of these, which answers with numbers of them.
  private interface About<T> {
    Supplier<List<Object>> run(List<T> some, List<Object> scriptKeys, List<Object> arguments);
  }

  /// Answers with their places among all, from 0 on.
  private <T> Supplier<List<Integer>> inScripts(List<T> all, About<T> script) {
    List<Supplier<List<Object>>> answers = new ArrayList<>();
    for (List<T> some : RedisCalls.parts(all, ofAScript)) {
      List<Object> arguments = new ArrayList<>();
      arguments.add(kept());
      answers.add(script.run(some, new ArrayList<>(some.size()), arguments));
    }
    return () -> {
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        for (Object number : answers.get(i).get()) {
          places.add(i * ofAScript + ((Long) number).intValue() - 1);
        }
      }
      return places;
    };
  }

  private long kept() {
    return new NewsSpan(terms.newsSpan()).kept().toMillis();
  }
}
