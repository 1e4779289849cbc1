package io.parley.history.memory;

import io.parley.history.Inboxes;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Inboxes on the heap. Any thread; every stage is complete when it is returned.
public final class MemoryInboxes implements Inboxes {
  /// By user, then by conversation, in the order of names. Guarded by this.
  private final Map<String, NavigableMap<String, InboxRow>> inboxes = new HashMap<>();

  @Override
  public CompletionStage<Void> touch(List<Touch> touches, Instant now) {
    int hour = Inboxes.hourOf(now);
    for (Touch touch : touches) {
      change(touch.user(), touch.conversation(), row -> row.touchedAt(touch.kind(), hour));
    }
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> mark(List<Mark> marks) {
    for (Mark mark : marks) {
      change(mark.user(), mark.conversation(), row -> row.marked(mark));
    }
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> keep(List<Keeping> keepings) {
    for (Keeping keeping : keepings) {
      change(
          keeping.user(), keeping.conversation(), row -> row.keeping(keeping.id(), keeping.kept()));
    }
    return CompletableFuture.completedStage(null);
  }

  @Override
  public synchronized CompletionStage<Page> page(String user, String after, int limit) {
    return page(inbox(user).tailMap(after, false), limit, InboxRow::isEntry);
  }

  @Override
  public synchronized CompletionStage<Page> channels(String user, String after, int limit) {
    String from = Inboxes.notBeforeChannels(after);
    NavigableMap<String, InboxRow> wanted =
        from.compareTo(AFTER_CHANNELS) < 0
            ? inbox(user).subMap(from, false, AFTER_CHANNELS, false)
            : Collections.emptyNavigableMap();
    return page(wanted, limit, row -> row.isEntry() && row.standing().isMember());
  }

  private static CompletionStage<Page> page(
      NavigableMap<String, InboxRow> after, int limit, Predicate<InboxRow> isShown) {
    List<InboxRow> rows = after.values().stream().limit(limit + 1L).toList();
    boolean isLast = rows.size() <= limit;
    List<InboxRow> looked = isLast ? rows : rows.subList(0, limit);
    return CompletableFuture.completedStage(
        new Page(
            looked.stream().filter(isShown).map(InboxRow::entryOfPage).toList(),
            isLast ? "" : looked.getLast().entry().conversation()));
  }

  @Override
  public CompletionStage<Optional<Entry>> find(String user, String conversation) {
    return CompletableFuture.completedStage(
        Optional.of(row(user, conversation)).filter(InboxRow::isEntry).map(InboxRow::entry));
  }

  private NavigableMap<String, InboxRow> inbox(String user) {
    return inboxes.getOrDefault(user, Collections.emptyNavigableMap());
  }

  synchronized InboxRow row(String user, String conversation) {
    return inbox(user).getOrDefault(conversation, InboxRow.none(conversation));
  }

  synchronized void change(String user, String conversation, UnaryOperator<InboxRow> change) {
    InboxRow changed = change.apply(row(user, conversation));
    inboxes.computeIfAbsent(user, _ -> new TreeMap<>()).put(conversation, changed);
  }
}
