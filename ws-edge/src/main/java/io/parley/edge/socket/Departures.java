package io.parley.edge.socket;

import java.util.LinkedHashMap;
import java.util.Map;

/// Who has left which channel lately, and by which record: a router that lags behind another may
/// still deliver that she was let in before. Of many only the last are known; who is let in by
/// mistake then is found with the recheck. Owned by one event loop.
final class Departures {
  static final int KEPT_MAX = 1_000;

  private final LinkedHashMap<Departure, Long> known = new LinkedHashMap<>();

  private record Departure(String user, String channel) {}

  /// @param changedId of the record that says so
  void add(String user, String channel, long changedId) {
    Departure departure = new Departure(user, channel);
    long latest = Math.max(changedId, known.getOrDefault(departure, 0L));
    known.putLast(departure, latest);
    if (known.size() > KEPT_MAX) {
      Map.Entry<Departure, Long> _ = known.pollFirstEntry();
    }
  }

  /// Whether she has left by a later record.
  boolean isAfter(String user, String channel, long changedId) {
    return known.getOrDefault(new Departure(user, channel), 0L) > changedId;
  }
}
