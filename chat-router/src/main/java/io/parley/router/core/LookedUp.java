package io.parley.router.core;

import io.parley.history.EventRef;

/// The answer to a [Question].
public sealed interface LookedUp {
  /// Nothing has been asked yet.
  record Nothing() implements LookedUp {}

  record Found(EventRef event) implements LookedUp {}

  record Absent() implements LookedUp {}

  /// The limit came first, so nobody can say.
  ///
  /// @param stoppedAt id of the newest event that was not looked at
  record Unknown(long stoppedAt) implements LookedUp {}
}
