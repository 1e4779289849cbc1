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
import io.parley.runtime.resilience.RetryAfter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What devices read: history, lists, and what moved. No more at a time, over all sockets, than
/// configured; one more fails with a time to retry. Any thread; stages complete on the drivers'.
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

  private final HistoryReader history;
  private final Inboxes inboxes;
  private final int readsMax;
  private final AtomicInteger underWay = new AtomicInteger();

  Reads(HistoryReader history, Inboxes inboxes, int readsMax) {
    this.history = history;
    this.inboxes = inboxes;
    this.readsMax = readsMax;
  }

  /// As many reads are under way as may be.
  static final class TooManyReadsException extends RuntimeException implements RetryAfter {
    TooManyReadsException() {
      super("too many reads are under way", null, false, false);
    }

    @Override
    public Duration retryAfter() {
      return Duration.ofMillis(500);
    }
  }

  CompletionStage<ServerFrame.Builder> before(Action.ReadBefore read) {
    return bounded(() ->
        history
            .before(read.conversation(), read.cursor(), read.limit())
            .thenApply(page -> pageOf(read.conversation(), page)));
  }

  CompletionStage<ServerFrame.Builder> after(Action.ReadAfter read) {
    return bounded(() ->
        history
            .after(read.conversation(), read.cursor(), read.limit())
            .thenApply(page -> pageOf(read.conversation(), page)));
  }

  CompletionStage<ServerFrame.Builder> list(String user, Action.ListConversations read) {
    ConversationPages.Wanted wanted =
        new ConversationPages.Wanted(user, read.from(), read.limit(), BYTES_MAX);
    return bounded(() ->
        plan(wanted)
            .thenCompose(plan ->
                heads(plan.conversations())
                    .thenApply(heads -> ConversationPages.page(plan, heads, wanted)))
            .thenApply((ConversationList page) -> ServerFrame.newBuilder().setConversations(page)));
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

  CompletionStage<Heads> moved(String user, MovedPosition from, int limit) {
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
    return bounded(() ->
        scan(user, from.conversation(), ROWS_MAX, taking)
            .thenCompose(beyond -> {
              String next =
                  beyond.isEmpty() ? "" : PageToken.of(new MovedPosition(from.sinceHour(), beyond));
              return heads(told).thenApply(heads -> headsOf(told, heads, next));
            }));
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

  private <T> CompletionStage<T> bounded(Supplier<CompletionStage<T>> read) {
    if (underWay.incrementAndGet() > readsMax) {
      underWay.decrementAndGet();
      return CompletableFuture.failedStage(new TooManyReadsException());
    }
    try {
      return read.get().whenComplete((_, _) -> underWay.decrementAndGet());
    } catch (RuntimeException e) {
      underWay.decrementAndGet();
      return CompletableFuture.failedStage(e);
    }
  }
}
