package io.parley.presence;

import java.util.Collection;
import java.util.HashSet;
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
    Flight flight = new Flight(concerned);
    underWay.add(flight);
    return flight;
  }

  /// Says so to every call under way; before the session is forgotten.
  void left(K key) {
    for (Flight flight : underWay) {
      flight.left.add(key);
    }
  }

  final class Flight {
    private final Collection<K> concerned;
    private final Set<K> left = ConcurrentHashMap.newKeySet();

    private Flight(Collection<K> concerned) {
      this.concerned = concerned;
    }

    /// The call was answered. Those it concerned and who left meanwhile have to be forgotten again.
    List<K> end() {
      underWay.remove(this);
      if (left.isEmpty()) {
        return List.of();
      }
      Set<K> gone = new HashSet<>(left);
      gone.retainAll(Set.copyOf(concerned));
      return List.copyOf(gone);
    }
  }
}
