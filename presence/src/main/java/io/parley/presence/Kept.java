package io.parley.presence;

import io.parley.protocol.v1.Head;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What keeping an interest in channels has come to.
///
/// @param put in how many of them it was not noted
/// @param heads where they stand, as far as known
/// @param crowded those with more entries than edges that live: somebody has left one behind
record Kept(int channels, int put, Map<String, Head> heads, List<String> crowded) {
  /// Of one channel, as `keep_interest.lua` answers.
  record Channel(String name, boolean put, long entries, String head) {}

  /// An edge that does not see itself alive is no judge of others: the registry has lost what it
  /// knew, or the edge has lost its slot.
  static Kept of(List<Channel> channels, SlotTable living, SlotLease lease) {
    int edges = living.lives(lease) ? living.slots().size() : Integer.MAX_VALUE;
    int put = 0;
    Map<String, Head> heads = new HashMap<>();
    List<String> crowded = new ArrayList<>();
    for (Channel channel : channels) {
      put += channel.put() ? 1 : 0;
      NewsSpan.head(channel.head()).ifPresent(head -> heads.put(channel.name(), head));
      if (channel.entries() > edges) {
        crowded.add(channel.name());
      }
    }
    return new Kept(channels.size(), put, heads, crowded);
  }
}
