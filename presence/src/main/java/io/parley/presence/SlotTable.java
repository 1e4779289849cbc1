package io.parley.presence;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/// Which edges live: slot → epoch of its lease.
record SlotTable(Map<Integer, Long> epochs) {
  SlotTable {
    epochs = Map.copyOf(epochs);
  }

  /// From the hash as the lease scripts write it; what cannot be read is no lease.
  static SlotTable parse(Map<String, String> hash) {
    Map<Integer, Long> epochs = HashMap.newHashMap(hash.size());
    hash.forEach((slot, lease) -> {
      int colon = lease.indexOf(':');
      try {
        epochs.put(Integer.valueOf(slot), HexFormat.fromHexDigitsToLong(lease, 0, colon));
      } catch (IllegalArgumentException | IndexOutOfBoundsException unreadable) {
        // another version's: nothing of it can be delivered to by this one
      }
    });
    return new SlotTable(epochs);
  }

  boolean lives(SessionEntry entry) {
    return lives(entry.slot(), entry.epoch());
  }

  boolean lives(SlotLease lease) {
    return lives(lease.slot(), lease.epoch());
  }

  /// Whether it is the text of a lease, and of one that lives.
  boolean livesAs(String leaseText) {
    SlotLease lease = SlotLease.parse(leaseText);
    return lease != null && lives(lease);
  }

  private boolean lives(int slot, long epoch) {
    Long leased = epochs.get(slot);
    return leased != null && leased == epoch;
  }

  Set<Integer> slots() {
    return epochs.keySet();
  }
}
