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

  /// What an inbox may hold of channels for one more to come into it.
  ///
  /// @param channels that its user is in: fewer than these
  /// @param rows that are looked through, of channels she has left as well
  /// @param beyond whether there is room in one of more rows
  private record Room(int channels, int rows, boolean beyond) {
    static final Room FOR_HERSELF = new Room(Reads.CHANNELS_MAX, Reads.ROWS_MAX, true);
    static final Room FOR_OTHERS = new Room(Reads.CHANNELS_MAX, Reads.ROWS_BY_OTHERS, false);
    static final Room FOR_A_BAN = new Room(Integer.MAX_VALUE, Reads.ROWS_BY_OTHERS, false);
  }

  /// Whether the user may come into this channel: she is in fewer than she may be, or in this one.
  ///
  /// @param byHerself else others let her in, who are not to fill her inbox
  CompletionStage<Boolean> hasRoomFor(String user, String channel, boolean byHerself) {
    return hasRoom(user, byHerself ? Room.FOR_HERSELF : Room.FOR_OTHERS, "", 0, 0)
        .thenCompose(hasRoom ->
            hasRoom
                ? CompletableFuture.completedStage(true)
                : standing(user, channel).thenApply(Standing::isMember));
  }

  /// Whether a ban from this channel fits into her inbox: also who was never there has a row of it
  /// from then on.
  CompletionStage<Boolean> hasRoomForBan(String user, String channel) {
    return hasRoom(user, Room.FOR_A_BAN, "", 0, 0)
        .thenCompose(hasRoom ->
            hasRoom
                ? CompletableFuture.completedStage(true)
                : standing(user, channel).thenApply(known -> !known.equals(Standing.NONE)));
  }

  private CompletionStage<Standing> standing(String user, String channel) {
    return memory
        .membership()
        .standings()
        .of(channel, List.of(user))
        .thenApply(found -> found.getOrDefault(user, Standing.NONE));
  }

  private CompletionStage<Boolean> hasRoom(
      String user, Room room, String after, int channels, int rows) {
    return memory
        .inboxes()
        .channels(user, after, Reads.CHANNELS_MAX)
        .thenCompose(page -> {
          int all = channels + page.entries().size();
          int looked = rows + Reads.CHANNELS_MAX;
          if (all >= room.channels()) {
            return CompletableFuture.completedStage(false);
          }
          if (page.next().isEmpty()) {
            return CompletableFuture.completedStage(true);
          }
          return looked >= room.rows()
              ? CompletableFuture.completedStage(room.beyond())
              : hasRoom(user, room, page.next(), all, looked);
        });
  }
}
