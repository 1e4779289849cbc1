package io.parley.ids;

import java.time.Duration;

/// An id, or why there is none now. A value and not an exception: a lease can be lost on any day,
/// and a caller has to answer it (`UNAVAILABLE` with the retry time), not crash on it; sealed, so
/// the compiler reminds it.
public sealed interface IdOutcome {
  record Minted(long id) implements IdOutcome {}

  /// No id now.
  ///
  /// @param retryAfter when asking again can help; positive
  record Refused(RefusalReason reason, Duration retryAfter) implements IdOutcome {}
}
