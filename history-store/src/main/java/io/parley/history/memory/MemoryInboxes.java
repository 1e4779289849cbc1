package io.parley.history.memory;

import io.parley.history.Inboxes;
import io.parley.protocol.v1.Kind;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Inboxes on the heap. Any thread; every stage is complete when it is returned.
public final class MemoryInboxes implements Inboxes {
  /// By user, then by conversation, in the order of names. Guarded by this.
  private final Map<String, NavigableMap<String, Entry>> inboxes = new HashMap<>();

  @Override
  public synchronized CompletionStage<Void> touch(List<Touch> touches, Instant now) {
    int hour = Inboxes.hourOf(now);
    for (Touch touch : touches) {
      Entry kept = entry(touch.user(), touch.conversation());
      if (hour >= kept.activeHour()) {
        put(
            touch.user(),
            new Entry(
                kept.conversation(),
                touch.kind(),
                hour,
                kept.read(),
                kept.readMessageId(),
                kept.delivered()));
      }
    }
    return CompletableFuture.completedStage(null);
  }

  @Override
  public synchronized CompletionStage<Void> mark(List<Mark> marks) {
    for (Mark mark : marks) {
      Entry kept = entry(mark.user(), mark.conversation());
      boolean further =
          mark.read() > kept.read()
              || (mark.read() > 0
                  && mark.read() == kept.read()
                  && mark.readMessageId() > kept.readMessageId());
      put(
          mark.user(),
          new Entry(
              kept.conversation(),
              kept.kind(),
              kept.activeHour(),
              further ? mark.read() : kept.read(),
              further ? mark.readMessageId() : kept.readMessageId(),
              Math.max(mark.delivered(), kept.delivered())));
    }
    return CompletableFuture.completedStage(null);
  }

  @Override
  public synchronized CompletionStage<Page> page(String user, String after, int limit) {
    List<Entry> rows =
        inbox(user).tailMap(after, false).values().stream().limit(limit + 1L).toList();
    boolean isLast = rows.size() <= limit;
    List<Entry> shown = isLast ? rows : rows.subList(0, limit);
    return CompletableFuture.completedStage(
        new Page(touched(shown), isLast ? "" : shown.getLast().conversation()));
  }

  private static List<Entry> touched(Collection<Entry> rows) {
    return rows.stream().filter(entry -> entry.kind() != Kind.KIND_UNSPECIFIED).toList();
  }

  private NavigableMap<String, Entry> inbox(String user) {
    return inboxes.getOrDefault(user, Collections.emptyNavigableMap());
  }

  private Entry entry(String user, String conversation) {
    Entry none = new Entry(conversation, Kind.KIND_UNSPECIFIED, 0, 0, 0, 0);
    return inbox(user).getOrDefault(conversation, none);
  }

  private void put(String user, Entry entry) {
    inboxes.computeIfAbsent(user, _ -> new TreeMap<>()).put(entry.conversation(), entry);
  }
}
