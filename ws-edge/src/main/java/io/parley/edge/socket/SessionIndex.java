package io.parley.edge.socket;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The sessions of this edge by number and by user. Any thread; a session is in it from the moment
/// its user is known until its socket is gone.
final class SessionIndex {
  private final Map<Long, Session> byNumber = new ConcurrentHashMap<>();
  private final Map<String, List<Session>> byUser = new ConcurrentHashMap<>();

  /// Adds a session, in place of those of the same device.
  ///
  /// @return those that it displaces
  List<Session> add(Session session) {
    byNumber.put(session.number(), session);
    List<Session> displaced = new ArrayList<>(0);
    byUser.compute(
        session.user(),
        (_, before) -> {
          displaced.clear(); // for the map may ask twice
          List<Session> after = new ArrayList<>();
          for (Session other : before == null ? List.<Session>of() : before) {
            (other.device().equals(session.device()) ? displaced : after).add(other);
          }
          after.add(session);
          return List.copyOf(after);
        });
    return displaced;
  }

  void remove(Session session) {
    byNumber.remove(session.number(), session);
    byUser.computeIfPresent(
        session.user(),
        (_, before) -> {
          List<Session> after = before.stream().filter(other -> !other.is(session)).toList();
          return after.isEmpty() ? null : List.copyOf(after);
        });
  }

  @Nullable Session byNumber(long number) {
    return byNumber.get(number);
  }

  /// Each device once.
  List<Session> of(String user) {
    return byUser.getOrDefault(user, List.of());
  }

  Collection<Session> all() {
    return byNumber.values();
  }

  int size() {
    return byNumber.size();
  }
}
