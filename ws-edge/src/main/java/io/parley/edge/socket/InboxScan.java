package io.parley.edge.socket;

import io.parley.history.HistoryReader;
import io.parley.history.Inboxes;
import io.parley.history.Inboxes.Entry;
import io.parley.history.ManyReads;
import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/// One way through an inbox, for one answer.
///
/// Nobody notes in the inbox of each of its members when a channel was last active: so the heads of
/// the user's channels are read on the way, of so many of them at most, and tell the hour.
final class InboxScan {
  private static final int ROWS_AT_ONCE = 1_000;

  private final HistoryReader history;
  private final Inboxes inboxes;
  private final ManyReads many;
  private final String user;
  private final Predicate<Entry> wanted;
  private final Set<String> placed = new HashSet<>();
  private final Map<String, Event> channelHeads = new HashMap<>();
  private int rows = Reads.ROWS_MAX;

  /// @param many shared by all scans
  /// @param wanted what of the inbox the answer is about
  InboxScan(Reads.Memory memory, ManyReads many, String user, Predicate<Entry> wanted) {
    this.history = memory.history();
    this.inboxes = memory.inboxes();
    this.many = many;
    this.user = user;
    this.wanted = wanted;
  }

  /// Whether the user has it in any list: of a group also when she has left it.
  static boolean isListed(Entry entry) {
    return switch (entry.kind()) {
      case DIRECT -> true;
      case GROUP -> ReadRights.mayRead(entry.standing());
      case CHANNEL -> entry.standing().isMember();
      case KIND_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }

  /// Whether its hour is that of its activity; else it is a channel beyond those whose heads are
  /// read for one answer.
  boolean isPlaced(Entry entry) {
    return entry.kind() != Kind.CHANNEL || placed.contains(entry.conversation());
  }

  /// Gives what is wanted of the inbox to somebody, in the order of names, until he does not take
  /// one, or as many rows were looked through as may be. Completes with the name after which it
  /// goes on; empty at the end.
  CompletionStage<String> run(String after, Predicate<Entry> taking) {
    int limit = Math.min(rows, ROWS_AT_ONCE);
    rows -= limit;
    return inboxes
        .page(user, after, limit)
        .thenCompose(page -> {
          List<Entry> listed =
              page.entries().stream().filter(InboxScan::isListed).filter(wanted).toList();
          return placed(listed).thenCompose(entries -> give(entries, page.next(), after, taking));
        });
  }

  private CompletionStage<String> give(
      List<Entry> entries, String next, String after, Predicate<Entry> taking) {
    String last = after;
    for (Entry entry : entries) {
      if (!taking.test(entry)) {
        return CompletableFuture.completedStage(last);
      }
      last = entry.conversation();
    }
    return next.isEmpty() || rows == 0 ? CompletableFuture.completedStage(next) : run(next, taking);
  }

  private CompletionStage<List<Entry>> placed(List<Entry> entries) {
    List<String> channels =
        entries.stream()
            .filter(entry -> entry.kind() == Kind.CHANNEL)
            .map(Entry::conversation)
            .limit(Reads.CHANNELS_MAX - placed.size())
            .toList();
    if (channels.isEmpty()) {
      return CompletableFuture.completedStage(entries);
    }
    placed.addAll(channels);
    return history
        .heads(channels)
        .thenApply(heads -> {
          channelHeads.putAll(heads);
          return entries.stream().map(this::placed).toList();
        });
  }

  private static int hourOf(long id) {
    return Inboxes.hourOf(SnowflakeLayout.timestamp(id));
  }

  /// Also coming into it counts as activity: a device that was away learns of a quiet channel.
  private Entry placed(Entry entry) {
    Event head = channelHeads.get(entry.conversation());
    return head == null
        ? entry
        : new Entry(
            entry.conversation(),
            entry.kind(),
            hourOf(Math.max(head.getMessageId(), entry.standing().changedId())),
            entry.read(),
            entry.readMessageId(),
            entry.delivered(),
            entry.standing(),
            entry.kept());
  }

  /// The newest event of each that the user may see: in a group that she has left, the one with
  /// which she left it.
  CompletionStage<Map<String, Event>> newest(List<Entry> entries) {
    Map<String, Event> newest = new HashMap<>();
    List<String> unread = new ArrayList<>();
    List<Entry> left = new ArrayList<>();
    for (Entry entry : entries) {
      Event known = channelHeads.get(entry.conversation());
      if (known != null) {
        newest.put(entry.conversation(), known);
      } else if (hasLeft(entry)) {
        left.add(entry);
      } else {
        unread.add(entry.conversation());
      }
    }
    return heads(unread)
        .thenCombine(
            lasts(left),
            (heads, lasts) -> {
              newest.putAll(heads);
              lasts.forEach(
                  event -> event.ifPresent(last -> newest.put(last.getConversation(), last)));
              return newest;
            });
  }

  /// A group of which only the past is hers.
  static boolean hasLeft(Entry entry) {
    return entry.kind() == Kind.GROUP && !entry.standing().isMember();
  }

  private CompletionStage<Map<String, Event>> heads(List<String> conversations) {
    return conversations.isEmpty()
        ? CompletableFuture.completedStage(Map.of())
        : history.heads(conversations);
  }

  private CompletionStage<List<Optional<Event>>> lasts(List<Entry> left) {
    return many.each(
        left,
        entry -> {
          long until = entry.standing().untilId();
          return history
              .after(entry.conversation(), until - 1, 1)
              .thenApply(page ->
                  page.events().stream()
                      .filter(event -> event.getMessageId() == until)
                      .findFirst());
        });
  }
}
