package io.parley.presence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// How an edge's interest in channels is kept and dropped, and what others left behind is found.
///
/// @param ofAScript channels of one script: 1 where they may be on several nodes
record InterestCommands(SessionReads reads, RegistryTerms terms, int ofAScript) {
  private static final int ANSWERS_OF_A_CHANNEL = 3;

  /// @return one for each channel, in order
  Supplier<List<Kept.Channel>> keep(Pipeline pipeline, List<String> channels, SlotLease lease) {
    List<Supplier<List<Object>>> answers = new ArrayList<>();
    for (List<String> some : RedisCalls.parts(channels, ofAScript)) {
      List<Object> keys = new ArrayList<>(2 * some.size());
      for (String channel : some) {
        keys.add(reads.keys().interest(channel));
        keys.add(reads.keys().head(channel));
      }
      answers.add(
          pipeline.list(
              LuaScript.KEEP_INTEREST, keys, lease.text(), terms.sessionTtl().toMillis()));
    }
    return () -> {
      List<Kept.Channel> kept = new ArrayList<>(channels.size());
      for (Supplier<List<Object>> answer : answers) {
        List<Object> fields = answer.get();
        for (int i = 0; i < fields.size(); i += ANSWERS_OF_A_CHANNEL) {
          kept.add(
              new Kept.Channel(
                  channels.get(kept.size()),
                  (long) fields.get(i) == 1,
                  (long) fields.get(i + 1),
                  (String) fields.get(i + 2)));
        }
      }
      return kept;
    };
  }

  void drop(Pipeline pipeline, List<String> channels, SlotLease lease) {
    for (String channel : channels) {
      remove(pipeline, channel, List.of(lease.text()));
    }
  }

  void remove(Pipeline pipeline, String channel, List<String> entries) {
    pipeline.remove(reads.keys().interest(channel), entries);
  }

  /// By channel, the entries that lead to no edge that lives.
  ///
  /// @param judge whose words these are: who does not live itself finds nobody dead
  Supplier<Map<String, List<String>>> dead(
      Pipeline pipeline, List<String> channels, SlotLease judge) {
    Map<String, Supplier<Set<String>>> sets = new HashMap<>();
    for (String channel : channels) {
      sets.put(channel, reads.interest(pipeline, channel));
    }
    Supplier<SlotTable> slots = reads.slots(pipeline);
    return () -> {
      SlotTable living = slots.get();
      if (!living.lives(judge)) {
        return Map.of();
      }
      Map<String, List<String>> dead = new HashMap<>();
      sets.forEach((channel, entries) -> {
        List<String> gone = entries.get().stream().filter(entry -> !living.livesAs(entry)).toList();
        if (!gone.isEmpty()) {
          dead.put(channel, gone);
        }
      });
      return dead;
    };
  }
}
