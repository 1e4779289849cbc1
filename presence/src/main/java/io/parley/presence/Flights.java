package io.parley.presence;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who left while a call that puts sessions back was under way: it may have put back a session that
/// has ended just now, which nobody would forget again. Any thread.
///
/// Holds no more than leave while the calls of one deadline last.
final class Flights<K> {
  private final Set<Flight> underWay = ConcurrentHashMap.newKeySet();

  /// A call sets out for these.
  Flight begin(Collection<K> concerned) {
    Flight flight = new Flight(Set.copyOf(concerned));
    underWay.add(flight);
    return flight;
  }

  /// Says so to every call under way; before the session is forgotten.
  void left(K key) {
    for (Flight flight : underWay) {
      if (flight.concerned.contains(key)) {
        flight.left.add(key);
      }
    }
  }

  final class Flight {
    private final Set<K> concerned;
    private final Set<K> left = ConcurrentHashMap.newKeySet();

    private Flight(Set<K> concerned) {
      this.concerned = concerned;
    }

    /// The call was answered. Those it concerned and who left meanwhile have to be forgotten again.
    List<K> end() {
      underWay.remove(this);
      return List.copyOf(left);
    }
  }
}
