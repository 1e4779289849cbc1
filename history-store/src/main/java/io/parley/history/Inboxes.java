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

  /// Moves these watermarks forward; what is not ahead of what is kept changes nothing, whatever
  /// the order in which marks arrive. That none passes the head is the caller's to see to.
  CompletionStage<Void> mark(List<Mark> marks);

  /// All conversations of a user, in no order.
  CompletionStage<List<Entry>> of(String user);

  record Touch(String user, String conversation, Kind kind) {}

  /// @param delivered a seq; 0 leaves what is kept
  /// @param read a seq; 0 leaves what is kept, of `readMessageId` as well
  /// @param readMessageId the event whose seq `read` is
  record Mark(String user, String conversation, long delivered, long read, long readMessageId) {
    public Mark {
      if (delivered < 0 || read < 0) {
        throw new IllegalArgumentException(
            "mark: delivered %d, read %d (expected: >= 0)".formatted(delivered, read));
      }
    }
  }

  /// @param activeHour hours since 1970; there was no event in a later hour
  /// @param read the user's own watermark, as are `readMessageId` and `delivered`; 0: none
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
