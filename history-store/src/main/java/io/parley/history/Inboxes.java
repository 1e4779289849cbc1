package io.parley.history;

import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Which conversations each user has, and in which hour each of them was last active: from this a
/// device that was away learns where to look. Written once an hour for each active conversation and
/// member, not for each message. Any thread.
public interface Inboxes {
  /// Names of channels are all before it, and those that follow begin otherwise.
  String AFTER_CHANNELS = "c;";

  /// Notes that these conversations are active, at the time of writing: an hour, once noted, only
  /// moves forward. Noted before anybody is looked up for delivery, so that whoever was not there
  /// to be delivered to finds it.
  CompletionStage<Void> touch(List<Touch> touches, Instant now);

  /// Moves these watermarks forward; what is not ahead of what is kept changes nothing, whatever
  /// the order in which marks arrive. Of two marks of one `read` the larger `readMessageId` stays:
  /// that of a client that named none, 0, gives way. That none passes the head is the caller's to
  /// see to.
  CompletionStage<Void> mark(List<Mark> marks);

  /// A part of the conversations of a user, in the order of their names, without the texts of
  /// drafts ([KeptAll#withoutDraft()]): a page of those alone might be 16 MB. Those after `after`
  /// (empty: from the first), of at most `limit` rows.
  CompletionStage<Page> page(String user, String after, int limit);

  /// The user's row of this conversation; empty when there is none, or it is no entry.
  CompletionStage<Optional<Entry>> find(String user, String conversation);

  /// Like [#page], of those channels alone that the user is a member of.
  CompletionStage<Page> channels(String user, String after, int limit);

  /// Keeps what users do with conversations of theirs. Of two of a kind for one conversation that
  /// of the larger [Keeping#id()] stays.
  CompletionStage<Void> keep(List<Keeping> keepings);

  /// @param id of the record that says it
  record Keeping(String user, String conversation, long id, Kept kept) {}

  /// One thing that a user does with a conversation of hers.
  sealed interface Kept {
    record Archived(boolean archived) implements Kept {}

    /// @param untilMs milliseconds since 1970; 0: not muted
    record Muted(long untilMs) implements Kept {}

    /// @param atMs milliseconds since 1970; 0: not pinned
    record Pinned(long atMs) implements Kept {}

    /// @param text empty: there is no draft
    record Draft(String text, long replyTo, long atMs) implements Kept {
      public static final Draft NONE = new Draft("", 0, 0);
    }
  }

  /// @param entries perhaps none, although others follow: a row is an entry when it was touched, or
  ///   its user is a member of that channel
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

  /// @param activeHour hours since 1970; there was no event in a later hour. 0 for a channel: an
  ///   event there does not touch its members' inboxes, so whoever asks looks at its head.
  /// @param read the user's own watermark, as are `readMessageId` and `delivered`; 0: none
  /// @param standing of the user in a group or channel; [Standing#NONE] in a direct conversation
  /// @param kept what the user does with it
  record Entry(
      String conversation,
      Kind kind,
      int activeHour,
      long read,
      long readMessageId,
      long delivered,
      Standing standing,
      KeptAll kept) {
    /// Of a direct conversation, of which nothing is kept.
    public Entry(
        String conversation,
        Kind kind,
        int activeHour,
        long read,
        long readMessageId,
        long delivered) {
      this(
          conversation,
          kind,
          activeHour,
          read,
          readMessageId,
          delivered,
          Standing.NONE,
          KeptAll.NOTHING);
    }
  }

  /// @param mutedUntilMs 0: not muted
  /// @param pinnedAtMs 0: not pinned
  record KeptAll(boolean archived, long mutedUntilMs, long pinnedAtMs, Kept.Draft draft) {
    public static final KeptAll NOTHING = new KeptAll(false, 0, 0, Kept.Draft.NONE);

    /// As pages have it: that there is a draft, or was one, is told by when it was saved.
    public KeptAll withoutDraft() {
      Kept.Draft known = new Kept.Draft("", 0, draft.atMs());
      return new KeptAll(archived, mutedUntilMs, pinnedAtMs, known);
    }
  }

  /// After which the channels of an inbox begin that come after `after`.
  static String notBeforeChannels(String after) {
    String first = ConversationId.Channel.PREFIX;
    return after.compareTo(first) < 0 ? first : after;
  }

  /// The hour of `time`, as [Entry#activeHour()] counts.
  static int hourOf(Instant time) {
    return Math.toIntExact(Math.floorDiv(time.getEpochSecond(), 3600L));
  }
}
