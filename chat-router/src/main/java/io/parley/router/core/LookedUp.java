package io.parley.router.core;

import io.parley.history.ChannelRolls.Tally;
import io.parley.history.EventRef;
import io.parley.history.Inboxes.KeptAll;
import io.parley.history.Standing;
import java.util.Map;

/// The answer to a [Question].
public sealed interface LookedUp {
  LookedUp NOTHING = new Nothing();

  /// Nothing has been asked yet.
  record Nothing() implements LookedUp {}

  record Found(EventRef event) implements LookedUp {}

  record Absent() implements LookedUp {}

  /// The limit came first, so nobody can say.
  ///
  /// @param stoppedAt id of the newest event that was not looked at
  record Unknown(long stoppedAt) implements LookedUp {}

  /// @param standings by user; who is absent has none
  record Standings(Map<String, Standing> standings) implements LookedUp {}

  /// @param messageIds by user; who is absent has none
  record LastSent(Map<String, Long> messageIds) implements LookedUp {}

  /// @param tally [Tally#NONE] if nothing was ever counted
  record Counted(Tally tally) implements LookedUp {}

  /// @param kept by conversation
  record Kept(Map<String, KeptAll> kept) implements LookedUp {}
}
