package io.parley.edge;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How many connections each address holds open, so that none has all that there may be. An address
/// without one is forgotten. Any thread.
final class AddressConnections {
  private final int max;
  private final Map<String, Integer> open = new ConcurrentHashMap<>();

  /// @param max of one address; 0: not bounded
  AddressConnections(int max) {
    this.max = max;
  }

  /// @param address empty: not counted
  /// @return false when it has as many as it may; else [#closed] has to be called once
  boolean open(String address) {
    if (max == 0 || address.isEmpty()) {
      return true;
    }
    boolean isOneOfThem = open.merge(address, 1, Integer::sum) <= max;
    if (!isOneOfThem) {
      closed(address);
    }
    return isOneOfThem;
  }

  void closed(String address) {
    open.computeIfPresent(address, (_, before) -> before == 1 ? null : before - 1);
  }

  int addresses() {
    return open.size();
  }
}
