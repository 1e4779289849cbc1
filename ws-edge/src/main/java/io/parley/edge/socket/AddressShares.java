package io.parley.edge.socket;

import java.util.LinkedHashMap;
import java.util.Map;

/// How many handshakes one address may begin, so that none uses up what the edge admits from all.
/// Any thread.
///
/// It remembers the addresses that came last, [#KEPT_MAX] of them; one that is forgotten begins
/// with a full bucket, and all together are bounded by [Gate] still.
final class AddressShares {
  static final int KEPT_MAX = 10_000;

  private final RateLimit limit;
  private final Map<String, Long> states =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > KEPT_MAX;
        }
      };

  /// @param perSecond as many may come at once
  AddressShares(int perSecond) {
    this.limit = new RateLimit(perSecond, perSecond);
  }

  synchronized boolean take(String address, long now) {
    long state = states.getOrDefault(address, limit.full(now));
    if (limit.waitNanos(state, now, 1) > 0) {
      return false;
    }
    states.put(address, limit.take(state, now, 1));
    return true;
  }

  synchronized int kept() {
    return states.size();
  }
}
