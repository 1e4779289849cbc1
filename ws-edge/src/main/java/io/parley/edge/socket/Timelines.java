package io.parley.edge.socket;

import io.parley.history.HistoryReader;
import io.parley.history.HistoryReader.EventPage;
import io.parley.history.Standing;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.ServerFrame;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Pages of history, as far as who asks may read. Any thread.
///
/// The page is read first and the standing after it: whoever is removed stands so before anything
/// later is stored, so a page that holds what is not hers any more is always found out.
final class Timelines {
  private final HistoryReader history;
  private final ReadRights rights;

  Timelines(HistoryReader history, ReadRights rights) {
    this.history = history;
    this.rights = rights;
  }

  /// Where a timeline ends for a reader: after this event there is nothing for her.
  private record End(long seq, long messageId) {
    private static final End OPEN = new End(Long.MAX_VALUE, Long.MAX_VALUE);

    static End of(Standing standing) {
      return standing.isMember() ? OPEN : new End(standing.untilSeq(), standing.untilId());
    }

    boolean isOpen() {
      return messageId == Long.MAX_VALUE;
    }

    /// The cursor from which reading backwards begins.
    long below(long cursor) {
      return isOpen() ? cursor : Math.min(cursor, messageId + 1);
    }

    Head head(EventPage page) {
      return isOpen() ? head(page.headSeq(), page.headMessageId()) : head(seq, messageId);
    }

    private static Head head(long seq, long messageId) {
      return Head.newBuilder().setSeq(seq).setMessageId(messageId).build();
    }

    /// What she may see of events, the oldest first.
    EventPage seen(EventPage page) {
      if (isOpen()) {
        return page;
      }
      List<Event> events =
          page.events().stream().filter(event -> event.getMessageId() <= messageId).toList();
      boolean isWhole = events.size() == page.events().size();
      boolean endsBefore = events.isEmpty() || events.getLast().getMessageId() < messageId;
      return new EventPage(events, page.more() && isWhole && endsBefore, seq, messageId);
    }
  }

  CompletionStage<ServerFrame.Builder> before(String user, Action.ReadBefore read) {
    String conversation = read.conversation().text();
    return history
        .before(conversation, read.cursor(), read.limit())
        .thenCompose(page ->
            end(user, read.conversation())
                .thenCompose(end ->
                    upTo(end, read, page)
                        .thenApply(seen -> frame(conversation, seen, end.head(seen)))));
  }

  CompletionStage<ServerFrame.Builder> after(String user, Action.ReadAfter read) {
    String conversation = read.conversation().text();
    return history
        .after(conversation, read.cursor(), read.limit())
        .thenCompose(page ->
            end(user, read.conversation())
                .thenApply(end -> frame(conversation, end.seen(page), end.head(page))));
  }

  /// A page that begins beyond the end is read once more, from there.
  private CompletionStage<EventPage> upTo(End end, Action.ReadBefore read, EventPage page) {
    long below = end.below(read.cursor());
    return below == read.cursor()
        ? CompletableFuture.completedStage(page)
        : history.before(read.conversation().text(), below, read.limit());
  }

  /// Who has to do with a direct conversation, its name says.
  private CompletionStage<End> end(String user, ConversationId conversation) {
    return switch (conversation) {
      case ConversationId.Direct _ -> CompletableFuture.completedStage(End.OPEN);
      case ConversationId.Group _, ConversationId.Channel _ ->
          rights.ofReader(user, conversation, "history.conversation").thenApply(End::of);
    };
  }

  private static ServerFrame.Builder frame(String conversation, EventPage read, Head head) {
    Page.Builder page = Page.newBuilder().setConversation(conversation).setHead(head);
    int bytes = 0;
    for (Event event : read.events()) {
      bytes += WireSize.atMost(event);
      if (page.getEventsCount() > 0 && bytes > Reads.BYTES_MAX) {
        break;
      }
      page.addEvents(event);
    }
    boolean cut = page.getEventsCount() < read.events().size();
    return ServerFrame.newBuilder().setPage(page.setMore(read.more() || cut));
  }
}
