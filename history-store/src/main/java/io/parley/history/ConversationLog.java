package io.parley.history;

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

  /// The event with this id.
  CompletionStage<Optional<EventRef>> find(String conversation, long messageId);

  /// Searches backwards for a message that was sent before.
  CompletionStage<Search> search(MessageSearch search);

  /// Stores events of one conversation with consecutive seqs, in order: those of one bucket
  /// atomically, buckets one after another, and a bucket's entry in the directory before its first
  /// event. After a failure any prefix may have been stored. Storing the same again changes
  /// nothing, whatever came after.
  ///
  /// The caller keeps the order: it stores no later events of a conversation before these are known
  /// to be stored.
  CompletionStage<Void> append(String conversation, List<NewEvent> events);

  /// @param notBefore id below which there is no attempt of it
  /// @param ownPosition the record that asks: rows at or after it are not looked at
  /// @param limit of events looked through
  record MessageSearch(
      String conversation,
      String sender,
      String clientMessageId,
      long notBefore,
      LogPosition ownPosition,
      int limit) {}

  /// What became of a search.
  sealed interface Search {
    record Found(EventRef event) implements Search {}

    record Absent() implements Search {}

    /// The limit came first, so nobody can say.
    record Unknown() implements Search {}
  }
}
