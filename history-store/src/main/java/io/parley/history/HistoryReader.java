package io.parley.history;

import io.parley.protocol.v1.Event;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// Conversations as devices read them. Who may read what was checked before. Any thread; stages
/// complete on a driver's thread, with [io.parley.runtime.resilience.UnavailableException] when the
/// memory does not answer.
public interface HistoryReader {
  /// Events that a page of messages is looked for in at most.
  int LOOKED_THROUGH_MAX = 1_000;

  /// Messages as they are now, newest first, with ids below `before` (`Long.MAX_VALUE`: from the
  /// head). Where [#LOOKED_THROUGH_MAX] events had too few of them, the last of these events ends
  /// the page, message or not: from there the next one goes on.
  CompletionStage<EventPage> before(String conversation, long before, int limit);

  /// Every event, oldest first, with ids above `after` (0: from the beginning).
  CompletionStage<EventPage> after(String conversation, long after, int limit);

  /// The newest event of each of these conversations that has one.
  CompletionStage<Map<String, Event>> heads(List<String> conversations);

  /// @param more there are events beyond the last of this page
  /// @param headSeq of the newest event of the conversation when it was read; 0: none
  record EventPage(List<Event> events, boolean more, long headSeq, long headMessageId) {}
}
