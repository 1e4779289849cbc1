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
  Supplier<String> devices(Pipeline pipeline, String user) {
    return pipeline.value(keys.devices(user));
  }

  Supplier<Set<String>> interest(Pipeline pipeline, String channel) {
    return pipeline.members(keys.interest(channel));
  }

  Supplier<SlotTable> slots(Pipeline pipeline) {
    Supplier<Map<String, String>> hash = pipeline.allAtLast(keys.slots());
    return () -> SlotTable.parse(hash.get());
  }

  /// @param lines where a user is connected, as [DeviceLine]s
  List<SessionAddress> living(String lines, SlotTable slots) {
    List<DeviceLine> all = DeviceLine.parse(lines);
    List<SessionAddress> addresses = new ArrayList<>(all.size());
    for (DeviceLine line : all) {
      SessionEntry entry = SessionEntry.parse(line.entry());
      if (entry != null && slots.lives(entry)) {
        addresses.add(entry.address(line.device()));
      }
    }
    if (addresses.size() < all.size()) {
      metrics.staleIgnored(all.size() - addresses.size());
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
