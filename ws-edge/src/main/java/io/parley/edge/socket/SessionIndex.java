package io.parley.edge.socket;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The sessions of this edge by number and by user. Any thread; a session is in it from the moment
/// its user is known until it ends, which is before its socket is gone.
final class SessionIndex {
  private final Map<Long, Session> byNumber = new ConcurrentHashMap<>();
  private final Map<String, List<Session>> byUser = new ConcurrentHashMap<>();

  /// Adds a session in the place of an older one of its device; not where a newer one is. Which of
  /// them says hello first does not matter.
  ///
  /// @return the other one of the device, if there is one
  @Nullable Session add(Session session) {
    AtomicReference<@Nullable Session> other = new AtomicReference<>();
    byUser.compute(
        session.user(),
        (_, before) -> {
          List<Session> all = before == null ? List.of() : before;
          Session found = ofDevice(all, session.device());
          other.set(found); // again, where the map asks twice
          if (found != null && found.isNewerThan(session)) {
            return all;
          }
          byNumber.put(session.number(), session);
          return Stream.concat(all.stream().filter(each -> !each.equals(found)), Stream.of(session))
              .toList();
        });
    return other.get();
  }

  private static @Nullable Session ofDevice(List<Session> sessions, String device) {
    for (Session session : sessions) {
      if (session.device().equals(device)) {
        return session;
      }
    }
    return null;
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
