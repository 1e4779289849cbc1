package io.parley.history;

import io.parley.protocol.v1.Event;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The timelines of conversations as the router reads and writes them. Any thread; stages complete
/// on a driver's thread, with [io.parley.runtime.resilience.UnavailableException] when the memory
/// does not answer.
public interface ConversationLog {
  /// The newest events, newest first: exactly `limit` of them, or all when there are fewer. Their
  /// seqs are dense: what is stored is always a prefix of what was decided.
  CompletionStage<List<EventRef>> tail(String conversation, int limit);

  /// The newest event with this id or a smaller one.
  CompletionStage<Optional<EventRef>> newestUpTo(String conversation, long messageId);

  /// Searches backwards for a message that was sent before. What it finds depends on nothing that
  /// was stored above what the asker knows.
  ///
  /// @param memory of the searches before this one, if they had the same end; one at a time
  CompletionStage<Search> search(MessageSearch search, SearchMemory memory);

  /// Stores events of one conversation, with consecutive seqs and rising ids, in order: in one
  /// atomic write where they fit one bucket and one write's size, else in several, one after
  /// another. A bucket's entry in the directory goes before its first event. After a failure any
  /// prefix may have been stored. Storing the same again changes nothing, whatever came after.
  ///
  /// The caller keeps the order: it stores no later events of a conversation before these are known
  /// to be stored.
  CompletionStage<Void> append(String conversation, List<NewEvent> events);

  /// @param notBefore id below which there is no attempt of it
  /// @param upTo id above which rows are not looked at, nor counted: the asker rests on none of
  ///   them
  /// @param upToSeq seq of the newest event up to there, which is known to be stored; 0 if there is
  ///   none. It tells where to begin, without asking.
  /// @param limit of events looked through
  record MessageSearch(
      String conversation,
      String sender,
      String clientMessageId,
      long notBefore,
      long upTo,
      long upToSeq,
      int limit) {

    /// Whether this event is the message that is looked for.
    public boolean isFor(EventRef event) {
      return clientMessageId.equals(event.clientMessageId()) && sender.equals(event.sender());
    }
  }

  /// What became of a search.
  sealed interface Search {
    record Found(EventRef event) implements Search {}

    record Absent() implements Search {}

    /// The limit came first, so nobody can say.
    ///
    /// @param stoppedAt id of the newest event that was not looked at
    record Unknown(long stoppedAt) implements Search {}
  }

  /// Throws unless these can be appended: all of this conversation, seqs consecutive, ids rising.
  static void requireInOrder(String conversation, List<NewEvent> events) {
    Event before = null;
    for (NewEvent added : events) {
      Event event = added.event();
      if (!event.getConversation().equals(conversation)) {
        throw new IllegalArgumentException(
            "conversation: %s (expected: %s)".formatted(event.getConversation(), conversation));
      }
      if (event.getSeq() < 1 || event.getMessageId() < 1) {
        throw new IllegalArgumentException(
            "event: seq %d, messageId %d (expected: >= 1)"
                .formatted(event.getSeq(), event.getMessageId()));
      }
      if (before != null
          && (event.getSeq() != before.getSeq() + 1
              || event.getMessageId() <= before.getMessageId())) {
        throw new IllegalArgumentException(
            "event: seq %d, messageId %d after seq %d, messageId %d (expected: the next, above)"
                .formatted(
                    event.getSeq(), event.getMessageId(), before.getSeq(), before.getMessageId()));
      }
      before = event;
    }
  }
}
