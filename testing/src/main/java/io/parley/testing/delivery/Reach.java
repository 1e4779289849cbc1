package io.parley.testing.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Up to which seq each user may know a conversation, and has to. Who is a member may know all of
/// it, also what was before; who was removed, all up to the removal. As it happens one hears only
/// what happens while one is a member.
///
/// It follows from the events themselves, so two who have the same timeline agree about it.
final class Reach {
  private static final long ALL = Long.MAX_VALUE;

  /// A time as a member.
  ///
  /// @param by the event that began it; null: there was nothing before
  /// @param until the last seq of it
  private record Stay(@Nullable Seen by, long until) {
    long from() {
      return by == null ? 0 : by.place().seq();
    }
  }

  /// Of each user in their order.
  private final Map<String, List<Stay>> stays = new HashMap<>();

  /// Of a direct conversation.
  static Reach ofPair(String one, String other) {
    return ofPairs(Set.of(new HashSet<>(List.of(one, other))));
  }

  /// Of one that should be between two.
  static Reach ofPairs(Set<Set<String>> pairs) {
    var reach = new Reach();
    pairs.forEach(pair -> reach.enter(pair, null));
    return reach;
  }

  /// The next event of a group.
  ///
  /// @return whether its sender may have caused it: she is a member, or it makes her one
  boolean take(Seen event) {
    boolean isMember = isMember(event.sender());
    switch (event.act()) {
      case Act.Creates creates -> enter(creates.members(), event);
      case Act.Adds adds -> enter(adds.users(), event);
      case Act.Removes removes -> leave(removes.users(), event.place().seq());
      case Act.Says _, Act.Renames _, Act.Other _ -> {}
    }
    return isMember || isMember(event.sender());
  }

  private void enter(Set<String> users, @Nullable Seen by) {
    for (String user : users) {
      if (!isMember(user)) {
        stays.computeIfAbsent(user, _ -> new ArrayList<>()).add(new Stay(by, ALL));
      }
    }
  }

  private void leave(Set<String> users, long seq) {
    for (String user : users) {
      List<Stay> all = stays.get(user);
      if (all != null && isMember(user)) {
        all.add(new Stay(all.removeLast().by(), seq));
      }
    }
  }

  private boolean isMember(String user) {
    return of(user) == ALL;
  }

  /// 0: nothing at all.
  long of(String user) {
    List<Stay> all = stays.getOrDefault(user, List.of());
    return all.isEmpty() ? 0 : all.getLast().until();
  }

  /// The event that made a member of somebody who was none at this seq; empty: she was one then, or
  /// became none later either.
  Optional<Seen> entranceAfter(String user, long seq) {
    for (Stay stay : stays.getOrDefault(user, List.of())) {
      if (seq < stay.from()) {
        return Optional.ofNullable(stay.by());
      }
      if (seq <= stay.until()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /// Everybody who may know anything.
  Set<String> users() {
    return Set.copyOf(stays.keySet());
  }
}
