package io.parley.history.memory;

import io.parley.history.HistoryReader;
import io.parley.protocol.v1.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/// Reads what a [MemoryConversationLog] keeps.
public final class MemoryHistoryReader implements HistoryReader {
  private final MemoryConversationLog log;

  public MemoryHistoryReader(MemoryConversationLog log) {
    this.log = log;
  }

  @Override
  public CompletionStage<EventPage> before(String conversation, long before, int limit) {
    List<Event> below = log.newestBelow(conversation, before);
    List<Event> looked = below.subList(0, Math.min(LOOKED_THROUGH_MAX, below.size()));
    List<Event> messages = looked.stream().filter(Event::hasMessage).toList();
    if (messages.size() > limit || looked.size() == below.size()) {
      return page(conversation, messages.stream().limit(limit).toList(), messages.size() > limit);
    }
    boolean goesOnFromLast = messages.size() == limit || looked.getLast().hasMessage();
    return page(
        conversation,
        goesOnFromLast
            ? messages
            : Stream.concat(messages.stream(), Stream.of(looked.getLast())).toList(),
        true);
  }

  @Override
  public CompletionStage<EventPage> after(String conversation, long after, int limit) {
    List<Event> above = log.oldestAbove(conversation, after);
    return page(conversation, above.stream().limit(limit).toList(), above.size() > limit);
  }

  private CompletionStage<EventPage> page(String conversation, List<Event> events, boolean more) {
    Event head = log.head(conversation).orElse(Event.getDefaultInstance());
    return CompletableFuture.completedStage(
        new EventPage(events, more, head.getSeq(), head.getMessageId()));
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
