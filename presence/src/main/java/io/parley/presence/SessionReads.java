package io.parley.presence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// What both sides read: the sessions of a user, who is interested in a channel, and which of these
/// lead to an edge that lives.
///
/// The slots are read last: an entry that is seen was written under a lease that is seen then too.
record SessionReads(RegistryKeys keys, RegistryMetrics metrics) {
  Supplier<Map<String, String>> sessions(Pipeline pipeline, String user) {
    return pipeline.all(keys.sessions(user));
  }

  Supplier<Set<String>> interest(Pipeline pipeline, String channel) {
    return pipeline.members(keys.interest(channel));
  }

  Supplier<SlotTable> slots(Pipeline pipeline) {
    Supplier<Map<String, String>> hash = pipeline.all(keys.slots());
    return () -> SlotTable.parse(hash.get());
  }

  List<SessionAddress> living(Map<String, String> hash, SlotTable slots) {
    if (hash.isEmpty()) {
      return List.of();
    }
    List<SessionAddress> addresses = new ArrayList<>(hash.size());
    hash.forEach((device, text) -> {
      SessionEntry entry = SessionEntry.parse(text);
      if (entry != null && slots.lives(entry)) {
        addresses.add(entry.address(device));
      }
    });
    if (addresses.size() < hash.size()) {
      metrics.staleIgnored(hash.size() - addresses.size());
    }
    return addresses;
  }

  Set<Integer> interested(Set<String> members, SlotTable slots) {
    Set<Integer> living = HashSet.newHashSet(members.size());
    for (String text : members) {
      SlotLease lease = SlotLease.parse(text);
      if (lease != null && slots.lives(lease)) {
        living.add(lease.slot());
      }
    }
    if (living.size() < members.size()) {
      metrics.staleIgnored(members.size() - living.size());
    }
    return living;
  }
}
