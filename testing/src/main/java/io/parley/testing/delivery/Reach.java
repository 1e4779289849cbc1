package io.parley.testing.delivery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Up to which seq each user may know a conversation, and has to. Who is a member may know all of
/// it, also what was before; who was removed, all up to the removal.
///
/// It follows from the events themselves, so two who have the same timeline agree about it.
final class Reach {
  private static final long ALL = Long.MAX_VALUE;

  private final Map<String, Long> last = new HashMap<>();

  /// Of a direct conversation.
  static Reach ofPair(String one, String other) {
    var reach = new Reach();
    reach.enter(new HashSet<>(List.of(one, other)));
    return reach;
  }

  /// The next event of a group.
  ///
  /// @return whether its sender may have caused it: she is a member, or it makes her one
  boolean take(Seen event) {
    boolean isMember = isMember(event.sender());
    switch (event.act()) {
      case Act.Creates creates -> enter(creates.members());
      case Act.Adds adds -> enter(adds.users());
      case Act.Removes removes -> leave(removes.users(), event.place().seq());
      case Act.Says _, Act.Renames _, Act.Other _ -> {}
    }
    return isMember || isMember(event.sender());
  }

  void enter(Set<String> users) {
    users.forEach(user -> last.put(user, ALL));
  }

  private void leave(Set<String> users, long seq) {
    users.forEach(user -> last.computeIfPresent(user, (_, until) -> Math.min(until, seq)));
  }

  private boolean isMember(String user) {
    return of(user) == ALL;
  }

  /// 0: nothing at all.
  long of(String user) {
    return last.getOrDefault(user, 0L);
  }

  /// Everybody who may know anything.
  Set<String> users() {
    return Set.copyOf(last.keySet());
  }
}
