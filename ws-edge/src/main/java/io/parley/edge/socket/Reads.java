package io.parley.edge.socket;

import io.parley.edge.socket.Action.MovedPosition;
import io.parley.history.HistoryReader;
import io.parley.history.HistoryReader.EventPage;
import io.parley.history.Inboxes;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.ServerFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/// What devices read: history, lists, and what moved. No more at a time, over all sockets, than
/// configured, nor of one user; one more fails with a time to retry. What a device missed has a
/// bound of its own, so that reading history keeps nobody from being welcomed. Any thread; stages
/// complete on the drivers'.
///
/// The answers are bounded in bytes, so that a socket may have several under way: a page ends early
/// where its events are long, and says that there is more.
final class Reads {
  /// Of what a page lists, on the wire of either subprotocol.
  static final int BYTES_MAX = 64 * 1024;

  /// Rows of an inbox that one answer looks through. Of a larger inbox, what moved is told in more
  /// pages, and lists rank so many conversations ([ConversationPages]).
  static final int ROWS_MAX = 20_000;

  private static final int ROWS_AT_ONCE = 1_000;

  /// One for each device a user may have (docs/accounts.md): all may come back, or read, together.
  static final int OF_USER_MAX = 20;

  private final HistoryReader history;
  private final Inboxes inboxes;
  private final ReadBound asked;
  private final ReadBound catchUps;

  Reads(HistoryReader history, Inboxes inboxes, int readsMax, int catchUpsMax) {
    this.history = history;
    this.inboxes = inboxes;
    this.asked = new ReadBound(readsMax, OF_USER_MAX);
    this.catchUps = new ReadBound(catchUpsMax, OF_USER_MAX);
  }

  CompletionStage<ServerFrame.Builder> before(String user, Action.ReadBefore read) {
    return asked.within(
        user,
        () ->
            history
                .before(read.conversation(), read.cursor(), read.limit())
                .thenApply(page -> pageOf(read.conversation(), page)));
  }

  CompletionStage<ServerFrame.Builder> after(String user, Action.ReadAfter read) {
    return asked.within(
        user,
        () ->
            history
                .after(read.conversation(), read.cursor(), read.limit())
                .thenApply(page -> pageOf(read.conversation(), page)));
  }

  CompletionStage<ServerFrame.Builder> list(String user, Action.ListConversations read) {
    ConversationPages.Wanted wanted =
        new ConversationPages.Wanted(user, read.from(), read.limit(), BYTES_MAX);
    return asked.within(
        user,
        () ->
            plan(wanted)
                .thenCompose(plan ->
                    heads(plan.conversations())
                        .thenApply(heads -> ConversationPages.page(plan, heads, wanted)))
                .thenApply(
                    (ConversationList page) -> ServerFrame.newBuilder().setConversations(page)));
  }

  private CompletionStage<ConversationPages.Plan> plan(ConversationPages.Wanted wanted) {
    if (ConversationPages.isUnranked(wanted.from())) {
      return inboxes
          .page(wanted.user(), wanted.from().conversation(), wanted.limit())
          .thenApply(ConversationPages::planUnranked);
    }
    RecentConversations recent = new RecentConversations(wanted);
    Predicate<Inboxes.Entry> taking =
        entry -> {
          recent.add(entry);
          return true;
        };
    return scan(wanted.user(), "", ROWS_MAX, taking).thenApply(recent::plan);
  }

  /// What moved, for a device that asks.
  CompletionStage<Heads> moved(String user, MovedPosition from, int limit) {
    return asked.within(user, () -> readMoved(user, from, limit));
  }

  /// The same, as a device has to be told it to go on.
  CompletionStage<Heads> missed(String user, Instant since) {
    return catchUps.within(
        user, () -> readMoved(user, MovedPosition.since(since), FrameRules.PAGE_MAX));
  }

  private CompletionStage<Heads> readMoved(String user, MovedPosition from, int limit) {
    List<String> told = new ArrayList<>();
    Predicate<Inboxes.Entry> taking =
        entry -> {
          boolean moved = entry.activeHour() >= from.sinceHour();
          if (moved && told.size() < limit) {
            told.add(entry.conversation());
          } else if (moved) {
            return false;
          }
          return true;
        };
    return scan(user, from.conversation(), ROWS_MAX, taking)
        .thenCompose(beyond -> {
          String next =
              beyond.isEmpty() ? "" : PageToken.of(new MovedPosition(from.sinceHour(), beyond));
          return heads(told).thenApply(heads -> headsOf(told, heads, next));
        });
  }

  /// Gives an inbox to somebody, in the order of names, until he does not take one, or `rows` were
  /// looked through. Completes with the name after which it goes on; empty at the end.
  private CompletionStage<String> scan(
      String user, String after, int rows, Predicate<Inboxes.Entry> taking) {
    return inboxes
        .page(user, after, Math.min(rows, ROWS_AT_ONCE))
        .thenCompose(page -> {
          String last = after;
          for (Inboxes.Entry entry : page.entries()) {
            if (!taking.test(entry)) {
              return CompletableFuture.completedStage(last);
            }
            last = entry.conversation();
          }
          return page.next().isEmpty() || rows <= ROWS_AT_ONCE
              ? CompletableFuture.completedStage(page.next())
              : scan(user, page.next(), rows - ROWS_AT_ONCE, taking);
        });
  }

  private CompletionStage<Map<String, Event>> heads(List<String> conversations) {
    return conversations.isEmpty()
        ? CompletableFuture.completedStage(Map.of())
        : history.heads(conversations);
  }

  private static Heads headsOf(List<String> told, Map<String, Event> heads, String next) {
    Heads.Builder frame = Heads.newBuilder().setNextPageToken(next);
    for (String conversation : told) {
      Event last = heads.get(conversation);
      if (last != null) {
        frame.addItems(
            ConversationHead.newBuilder()
                .setConversation(conversation)
                .setHead(head(last.getSeq(), last.getMessageId())));
      }
    }
    return frame.build();
  }

  private static ServerFrame.Builder pageOf(String conversation, EventPage read) {
    Page.Builder page =
        Page.newBuilder()
            .setConversation(conversation)
            .setHead(head(read.headSeq(), read.headMessageId()));
    int bytes = 0;
    for (Event event : read.events()) {
      bytes += WireSize.atMost(event);
      if (page.getEventsCount() > 0 && bytes > BYTES_MAX) {
        break;
      }
      page.addEvents(event);
    }
    boolean cut = page.getEventsCount() < read.events().size();
    return ServerFrame.newBuilder().setPage(page.setMore(read.more() || cut));
  }

  private static Head head(long seq, long messageId) {
    return Head.newBuilder().setSeq(seq).setMessageId(messageId).build();
  }
}
