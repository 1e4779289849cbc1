package io.parley.history.memory;

import io.parley.history.HistoryReader;
import io.parley.protocol.v1.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Reads what a [MemoryConversationLog] keeps.
public final class MemoryHistoryReader implements HistoryReader {
  private final MemoryConversationLog log;

  public MemoryHistoryReader(MemoryConversationLog log) {
    this.log = log;
  }

  @Override
  public CompletionStage<EventPage> before(String conversation, long before, int limit) {
    List<Event> messages =
        log.newestBelow(conversation, before).stream().filter(Event::hasMessage).toList();
    return page(conversation, messages, limit);
  }

  @Override
  public CompletionStage<EventPage> after(String conversation, long after, int limit) {
    return page(conversation, log.oldestAbove(conversation, after), limit);
  }

  private CompletionStage<EventPage> page(String conversation, List<Event> events, int limit) {
    Event head = log.head(conversation).orElse(Event.getDefaultInstance());
    return CompletableFuture.completedStage(
        new EventPage(
            events.stream().limit(limit).toList(),
            events.size() > limit,
            head.getSeq(),
            head.getMessageId()));
  }

  @Override
  public CompletionStage<Map<String, Event>> heads(List<String> conversations) {
    Map<String, Event> heads = new HashMap<>();
    for (String conversation : conversations) {
      Optional<Event> head = log.head(conversation);
      head.ifPresent(event -> heads.put(conversation, event));
    }
    return CompletableFuture.completedStage(heads);
  }
}
