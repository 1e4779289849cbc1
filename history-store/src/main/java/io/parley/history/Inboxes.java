package io.parley.history;

import io.parley.protocol.v1.Kind;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Which conversations each user has, and in which hour each of them was last active: from this a
/// device that was away learns where to look. Written once an hour for each active conversation and
/// member, not for each message. Any thread.
public interface Inboxes {
  /// Notes that these conversations are active, at the time of writing: an hour, once noted, only
  /// moves forward. Noted before anybody is looked up for delivery, so that whoever was not there
  /// to be delivered to finds it.
  CompletionStage<Void> touch(List<Touch> touches, Instant now);

  /// All conversations of a user, in no order.
  CompletionStage<List<Entry>> of(String user);

  record Touch(String user, String conversation, Kind kind) {}

  /// @param activeHour hours since 1970; there was no event in a later hour
  /// @param read, readMessageId, delivered the user's own watermarks; 0 where there is none
  record Entry(
      String conversation,
      Kind kind,
      int activeHour,
      long read,
      long readMessageId,
      long delivered) {}

  /// The hour of `time`, as [Entry#activeHour()] counts.
  static int hourOf(Instant time) {
    return Math.toIntExact(Math.floorDiv(time.getEpochSecond(), 3600L));
  }
}
