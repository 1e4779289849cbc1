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
  /// the order in which marks arrive. Of two marks of one `read` the larger `readMessageId` stays:
  /// that of a client that named none, 0, gives way. That none passes the head is the caller's to
  /// see to.
  CompletionStage<Void> mark(List<Mark> marks);

  /// A part of the conversations of a user, in the order of their names: those after `after`
  /// (empty: from the first), of at most `limit` rows.
  CompletionStage<Page> page(String user, String after, int limit);

  /// @param entries perhaps none, although others follow: a row that was only marked is no entry
  /// @param next after which the next page begins; empty: there is none
  record Page(List<Entry> entries, String next) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

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
