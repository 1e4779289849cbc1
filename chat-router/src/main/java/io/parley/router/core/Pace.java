package io.parley.router.core;

import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.v1.Code;
import io.parley.router.core.Decision.Refused;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// How fast a conversation may grow: at most so many events in so long a time. Told by the window
/// alone, so that whoever decides the log says the same.
///
/// @param events no more than the window has
record Pace(int events, long withinMs) {
  static final Pace DIRECT = new Pace(128, 250);
  static final Pace CHANNEL = new Pace(16, 1_000);

  /// Of a group: copies a second, over all members.
  private static final int COPIES = 50_000;

  private static final int EVENTS_MIN = 16;
  private static final int EVENTS_MAX = 128;
  private static final long WAIT_MIN_MS = 50;

  static Pace ofGroup(int members) {
    return new Pace(Math.clamp(COPIES / Math.max(1, members), EVENTS_MIN, EVENTS_MAX), 1_000);
  }

  Optional<Verdict> tooFast(ConversationState state, LoggedCommand command) {
    OptionalLong oldest = state.idBefore(events - 1);
    if (oldest.isEmpty()) {
      return Optional.empty();
    }
    long age = SnowflakeLayout.tick(command.logId()) - SnowflakeLayout.tick(oldest.getAsLong());
    // Below 0 where the log was made anew by a clock that is behind: nobody can tell then
    return age < 0 || age >= withinMs
        ? Optional.empty()
        : Optional.of(
            new Refused(
                Code.RATE_LIMITED,
                "conversation: %d events within %d ms (expected: fewer)"
                    .formatted(events, withinMs),
                Duration.ofMillis(Math.max(WAIT_MIN_MS, withinMs - age))));
  }
}
