package io.parley.router;

import io.parley.history.NewEvent;
import io.parley.history.Rosters;
import io.parley.history.Standing;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import io.parley.router.core.Subject;
import io.parley.router.core.Turn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Events that are stored at once, with the rosters that have to be kept before them. A turn is one
/// stretch, except that
/// - no more versions are kept than leave that of the newest stored event where it is: whoever
///   loads that in between still finds its roster;
/// - an event that removes members is the last of its stretch: what comes after it is not stored
///   before the store knows that they may not read it.
///
/// @param gone standings of those whom the last event has removed
record Stretch(List<Roster> rosters, List<NewEvent> events, Map<String, Standing> gone) {
  private static final int VERSIONS_MAX = Rosters.KEPT - 1;

  static List<Stretch> of(Turn.Result result) {
    List<NewEvent> events = result.events();
    if (events.isEmpty()) {
      return List.of();
    }
    if (result.rosters().isEmpty()) {
      return List.of(new Stretch(List.of(), events, Map.of()));
    }
    List<Stretch> stretches = new ArrayList<>();
    Deque<Roster> versions = new ArrayDeque<>(result.rosters());
    List<Roster> rosters = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < events.size(); i++) {
      NewEvent added = events.get(i);
      Roster next = versions.peek();
      if (next != null && next.getSeq() == added.event().getSeq()) {
        rosters.add(versions.remove());
      }
      boolean removes = added.event().hasMembersRemoved();
      if (removes || rosters.size() == VERSIONS_MAX || i == events.size() - 1) {
        Map<String, Standing> gone = removes ? goneWith(added, result) : Map.of();
        stretches.add(
            new Stretch(List.copyOf(rosters), List.copyOf(events.subList(from, i + 1)), gone));
        rosters.clear();
        from = i + 1;
      }
    }
    return stretches;
  }

  /// As they stand until a later event of the turn lets them in again. The event of a channel names
  /// its staff alone; who went with them is told by the record that says so.
  private static Map<String, Standing> goneWith(NewEvent removal, Turn.Result result) {
    Event event = removal.event();
    Map<String, Standing> gone = new HashMap<>();
    if (result.subject() instanceof Subject.Conversation(ConversationId.Group _)) {
      event.getMembersRemoved().getUsersList().forEach(user -> gone.put(user, out(event)));
    } else {
      result
          .standings()
          .forEach((user, last) -> {
            if (!last.isMember() && last.changedId() == event.getMessageId()) {
              gone.put(user, last);
            }
          });
    }
    return gone;
  }

  private static Standing out(Event removal) {
    long id = removal.getMessageId();
    return new Standing(Standing.Status.OUT, Role.ROLE_UNSPECIFIED, id, removal.getSeq(), id, 0, 0);
  }
}
