package io.parley.router.core;

import io.parley.history.ChannelRolls.Place;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.Standing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a decision changes beside the timeline. All of it carries the id of what made it so, and
/// may be written twice.
///
/// @param roster the next version
/// @param standings after it, by user
/// @param places on a channel's rolls
/// @param tally of a channel
/// @param added who may not have known of the conversation before
/// @param gone who is no member any more, and has to hear it
/// @param reshown whether readers may not have seen the roster as it is
public record Change(
    Optional<RosterView> roster,
    Map<String, Standing> standings,
    List<Place> places,
    Optional<Tally> tally,
    Set<String> added,
    Set<String> gone,
    boolean reshown) {
  static final Change NONE =
      new Change(
          Optional.empty(), Map.of(), List.of(), Optional.empty(), Set.of(), Set.of(), false);

  boolean isNothing() {
    return roster.isEmpty()
        && standings.isEmpty()
        && places.isEmpty()
        && tally.isEmpty()
        && added.isEmpty()
        && gone.isEmpty()
        && !reshown;
  }

  /// Of a group.
  static Change of(
      Optional<RosterView> roster,
      Map<String, Standing> standings,
      Set<String> added,
      Set<String> gone) {
    return new Change(
        roster, standings, List.of(), Optional.empty(), added, gone, roster.isEmpty());
  }
}
