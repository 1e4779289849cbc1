package io.parley.history.memory;

import io.parley.history.ConversationLog;
import io.parley.history.EventRef;
import io.parley.history.NewEvent;
import io.parley.history.SearchMemory;
import io.parley.protocol.v1.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Timelines on the heap. Any thread; every stage is complete when it is returned.
public final class MemoryConversationLog implements ConversationLog {
  /// By conversation, then by message id. Guarded by this.
  private final Map<String, NavigableMap<Long, NewEvent>> timelines = new HashMap<>();

  @Override
  public synchronized CompletionStage<List<EventRef>> tail(String conversation, int limit) {
    List<EventRef> newest =
        timeline(conversation).descendingMap().values().stream()
            .limit(limit)
            .map(EventRef::of)
            .toList();
    return CompletableFuture.completedStage(newest);
  }

  @Override
  public synchronized CompletionStage<Optional<EventRef>> newestUpTo(
      String conversation, long messageId) {
    Optional<EventRef> found =
        Optional.ofNullable(timeline(conversation).floorEntry(messageId))
            .map(entry -> EventRef.of(entry.getValue()));
    return CompletableFuture.completedStage(found);
  }

  @Override
  public synchronized CompletionStage<Search> search(MessageSearch search, SearchMemory memory) {
    return CompletableFuture.completedStage(searchNow(search));
  }

  private Search searchNow(MessageSearch search) {
    int looked = 0;
    if (search.upTo() < search.notBefore()) {
      return new Search.Absent();
    }
    NavigableMap<Long, NewEvent> candidates =
        timeline(search.conversation()).subMap(search.notBefore(), true, search.upTo(), true);
    for (NewEvent event : candidates.descendingMap().values()) {
      if (looked == search.limit()) {
        return new Search.Unknown(event.event().getMessageId());
      }
      looked++;
      EventRef ref = EventRef.of(event);
      if (search.isFor(ref)) {
        return new Search.Found(ref);
      }
    }
    return new Search.Absent();
  }

  @Override
  public synchronized CompletionStage<Void> append(String conversation, List<NewEvent> events) {
    try {
      ConversationLog.requireInOrder(conversation, events);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedStage(e);
    }
    NavigableMap<Long, NewEvent> timeline =
        timelines.computeIfAbsent(conversation, _ -> new TreeMap<>());
    events.forEach(event -> timeline.putIfAbsent(event.event().getMessageId(), event));
    return CompletableFuture.completedStage(null);
  }

  /// Newest first, with ids below `below`.
  synchronized List<Event> newestBelow(String conversation, long below) {
    return timeline(conversation).headMap(below, false).descendingMap().values().stream()
        .map(NewEvent::event)
        .toList();
  }

  /// Oldest first, with ids above `above`.
  synchronized List<Event> oldestAbove(String conversation, long above) {
    return timeline(conversation).tailMap(above, false).values().stream()
        .map(NewEvent::event)
        .toList();
  }

  synchronized Optional<Event> head(String conversation) {
    return Optional.ofNullable(timeline(conversation).lastEntry())
        .map(newest -> newest.getValue().event());
  }

  private NavigableMap<Long, NewEvent> timeline(String conversation) {
    return timelines.getOrDefault(conversation, new TreeMap<>());
  }
}
