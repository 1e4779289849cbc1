package io.parley.router.core;

import io.parley.history.ChannelRolls.Place;
import io.parley.history.ChannelRolls.Roll;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.EventRef;
import io.parley.history.Inboxes;
import io.parley.history.Standing;
import io.parley.protocol.v1.Roster;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a turn has to write beside events, gathered: of two changes of one thing the later one.
/// Most turns have none.
final class Followups {
  /// Of a turn that has none; nothing is added to it.
  static final Followups NONE = new Followups();

  private final List<Roster> rosters = new ArrayList<>();
  private final Map<String, Standing> standings = new LinkedHashMap<>();
  private final Map<PlaceKey, Place> places = new LinkedHashMap<>();
  private final Map<String, Long> sent = new HashMap<>();
  private final Map<KeepingKey, Inboxes.Keeping> keepings = new LinkedHashMap<>();
  private final Map<String, Inboxes.Mark> ownMarks = new LinkedHashMap<>();
  private final Set<String> added = new LinkedHashSet<>();
  private final Set<String> gone = new LinkedHashSet<>();
  private Optional<Tally> tally = Optional.empty();
  private Optional<Roster> reshown = Optional.empty();

  private record PlaceKey(Roll roll, long ordinal) {}

  private record KeepingKey(String conversation, Class<?> kind) {}

  /// @param roster as it is after the change
  void follow(Change change, RosterView roster) {
    change.roster().map(RosterView::roster).ifPresent(rosters::add);
    if (change.reshown() && roster.version() > 0) {
      reshown = Optional.of(roster.roster());
    }
    // What is told again may be older than what was found out meanwhile
    change
        .standings()
        .forEach((user, standing) -> standings.merge(user, standing, Followups::later));
    change
        .places()
        .forEach(place ->
            places.merge(new PlaceKey(place.roll(), place.ordinal()), place, Followups::later));
    tally = change.tally().or(() -> tally);
    added.addAll(change.added());
    gone.addAll(change.gone());
  }

  static Standing later(Standing one, Standing other) {
    return other.changedId() >= one.changedId() ? other : one;
  }

  private static Place later(Place one, Place other) {
    return other.changedId() >= one.changedId() ? other : one;
  }

  void sent(EventRef message) {
    sent.merge(message.sender(), message.messageId(), Math::max);
  }

  void keep(Inboxes.Keeping keeping) {
    keepings.put(new KeepingKey(keeping.conversation(), keeping.kept().getClass()), keeping);
  }

  void mark(Inboxes.Mark mark) {
    ownMarks.merge(mark.conversation(), mark, Followups::furthest);
  }

  private static Inboxes.Mark furthest(Inboxes.Mark one, Inboxes.Mark other) {
    Inboxes.Mark reads = one.read() >= other.read() ? one : other;
    return new Inboxes.Mark(
        one.user(),
        one.conversation(),
        Math.max(one.delivered(), other.delivered()),
        reads.read(),
        reads.readMessageId());
  }

  /// A roster that readers may not have seen is the last one: shown again, it changes nothing.
  List<Roster> rosters() {
    return rosters.isEmpty() ? reshown.map(List::of).orElse(List.of()) : List.copyOf(rosters);
  }

  Map<String, Standing> standings() {
    return standings;
  }

  List<Place> places() {
    return List.copyOf(places.values());
  }

  Optional<Tally> tally() {
    return tally;
  }

  Map<String, Long> sent() {
    return sent;
  }

  List<Inboxes.Keeping> keepings() {
    return List.copyOf(keepings.values());
  }

  List<Inboxes.Mark> ownMarks() {
    return List.copyOf(ownMarks.values());
  }

  /// Empty for a channel: there a standing is all that an inbox needs.
  Set<String> added(Audience everybody) {
    return everybody instanceof Audience.Users ? added : Set.of();
  }

  /// Also those who are gone: a device that was away has to find out.
  Collection<String> touched(Audience everybody) {
    return switch (everybody) {
      case Audience.Users(List<String> users) when gone.isEmpty() && added.isEmpty() -> users;
      case Audience.Users(List<String> users) -> {
        Set<String> all = new LinkedHashSet<>(users);
        all.addAll(gone);
        all.addAll(added);
        yield all;
      }
      case Audience.Channel _ -> Set.of();
    };
  }
}
