package io.parley.edge.socket;

import io.parley.edge.socket.Action.MovedPosition;
import io.parley.edge.socket.ConversationPages.Wanted;
import io.parley.history.Inboxes;
import io.parley.history.Inboxes.Entry;
import io.parley.history.ManyReads;
import io.parley.history.Standing;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/// Lists of a user's conversations, and which of them have moved. Any thread.
final class InboxReads {
  private final Reads.Memory memory;
  private final ManyReads many;
  private final ItemReads items;

  InboxReads(Reads.Memory memory, ManyReads many) {
    this.memory = memory;
    this.many = many;
    this.items = new ItemReads(memory, many);
  }

  // ---- lists ----

  CompletionStage<ConversationList> list(Wanted wanted) {
    InboxScan scan = new InboxScan(memory, many, wanted.user(), wanted::wants);
    return plan(scan, wanted)
        .thenCompose(plan ->
            scan.heads(plan.entries())
                .thenApply(heads ->
                    new FillingPage(plan, ConversationPages.order(plan, heads, wanted), wanted)))
        .thenCompose(page -> items.fill(page, wanted));
  }

  private CompletionStage<ConversationPages.Plan> plan(InboxScan scan, Wanted wanted) {
    if (ConversationPages.isUnranked(wanted.from())) {
      return memory
          .inboxes()
          .page(wanted.user(), wanted.from().conversation(), wanted.limit())
          .thenApply(page ->
              new Inboxes.Page(
                  page.entries().stream()
                      .filter(InboxScan::isListed)
                      .filter(wanted::wants)
                      .toList(),
                  page.next()))
          .thenApply(ConversationPages::planUnranked);
    }
    RecentConversations recent = new RecentConversations(wanted);
    Predicate<Entry> taking =
        entry -> {
          recent.add(entry);
          return true;
        };
    return scan.run("", taking).thenApply(recent::plan);
  }

  // ---- what moved ----

  CompletionStage<Heads> moved(String user, MovedPosition from, int limit) {
    InboxScan scan = new InboxScan(memory, many, user, _ -> true);
    List<Entry> told = new ArrayList<>();
    Predicate<Entry> taking =
        entry -> {
          boolean moved = entry.activeHour() >= from.sinceHour();
          if (!scan.isPlaced(entry) || (moved && told.size() == limit)) {
            return false;
          }
          if (moved) {
            told.add(entry);
          }
          return true;
        };
    return scan.run(from.conversation(), taking)
        .thenCompose(beyond -> {
          String next =
              beyond.isEmpty() ? "" : PageToken.of(new MovedPosition(from.sinceHour(), beyond));
          return scan.heads(told).thenApply(heads -> headsOf(told, heads, next));
        });
  }

  private static Heads headsOf(List<Entry> told, Map<String, Head> heads, String next) {
    Heads.Builder frame = Heads.newBuilder().setNextPageToken(next);
    for (Entry entry : told) {
      Head head = heads.get(entry.conversation());
      if (head != null) {
        frame.addItems(
            ConversationHead.newBuilder().setConversation(entry.conversation()).setHead(head));
      }
    }
    return frame.build();
  }

  // ---- how many ----

  /// Whether the user may come into this channel: she is in fewer than she may be, or in this one.
  CompletionStage<Boolean> hasRoomFor(String user, String channel) {
    return hasRoom(user, "", 0, Reads.ROWS_MAX)
        .thenCompose(
            hasRoom -> hasRoom ? CompletableFuture.completedStage(true) : isIn(user, channel));
  }

  private CompletionStage<Boolean> isIn(String user, String channel) {
    return memory
        .membership()
        .standings()
        .of(channel, List.of(user))
        .thenApply(found -> found.getOrDefault(user, Standing.NONE).isMember());
  }

  /// Rows of channels that were left are looked through as well, but not without end.
  private CompletionStage<Boolean> hasRoom(String user, String after, int counted, int rows) {
    return memory
        .inboxes()
        .channels(user, after, Reads.CHANNELS_MAX)
        .thenCompose(page -> {
          int all = counted + page.entries().size();
          int left = rows - Reads.CHANNELS_MAX;
          return all >= Reads.CHANNELS_MAX || page.next().isEmpty() || left <= 0
              ? CompletableFuture.completedStage(all < Reads.CHANNELS_MAX)
              : hasRoom(user, page.next(), all, left);
        });
  }
}
