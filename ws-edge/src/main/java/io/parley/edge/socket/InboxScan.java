package io.parley.edge.socket;

import io.parley.history.HistoryReader;
import io.parley.history.Inboxes;
import io.parley.history.Inboxes.Entry;
import io.parley.history.ManyReads;
import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.v1.Head;
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
  private final Map<String, Head> channelHeads = new HashMap<>();
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
    return read(channels)
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
    Head head = channelHeads.get(entry.conversation());
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

  /// Where each of them stands for the user: a group that she has left, where she left it.
  CompletionStage<Map<String, Head>> heads(List<Entry> entries) {
    Map<String, Head> heads = new HashMap<>();
    List<String> unread = new ArrayList<>();
    for (Entry entry : entries) {
      Head known = hasLeft(entry) ? end(entry) : channelHeads.get(entry.conversation());
      if (known == null) {
        unread.add(entry.conversation());
      } else {
        heads.put(entry.conversation(), known);
      }
    }
    return read(unread)
        .thenApply(read -> {
          heads.putAll(read);
          return heads;
        });
  }

  /// A group of which only the past is hers.
  static boolean hasLeft(Entry entry) {
    return entry.kind() == Kind.GROUP && !entry.standing().isMember();
  }

  private static Head end(Entry left) {
    return head(left.standing().untilSeq(), left.standing().untilId());
  }

  private static Head head(long seq, long messageId) {
    return Head.newBuilder().setSeq(seq).setMessageId(messageId).build();
  }

  private record Read(String conversation, Optional<Head> head) {}

  /// One by one: events are long and hundreds of them are asked for, so of each only its place is
  /// kept.
  private CompletionStage<Map<String, Head>> read(List<String> conversations) {
    return many.each(conversations, this::read)
        .thenApply(read -> {
          Map<String, Head> heads = new HashMap<>();
          read.forEach(one -> one.head().ifPresent(head -> heads.put(one.conversation(), head)));
          return heads;
        });
  }

  private CompletionStage<Read> read(String conversation) {
    return history
        .heads(List.of(conversation))
        .thenApply(heads ->
            new Read(
                conversation,
                Optional.ofNullable(heads.get(conversation))
                    .map(event -> head(event.getSeq(), event.getMessageId()))));
  }
}
