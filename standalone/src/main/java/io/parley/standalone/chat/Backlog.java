package io.parley.standalone.chat;

import io.parley.client.ParleyClient;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Asks for what was said before. All of it happens where the client calls its listener.
final class Backlog {
  private static final int UNREAD_MAX = 500;
  private static final int AT_LEAST = 20;
  private static final int PAGE = 200;
  private static final int LISTINGS_MAX = 50;

  private final ParleyClient client;
  private final String conversation;

  Backlog(ParleyClient client, String conversation) {
    this.client = client;
    this.conversation = conversation;
  }

  /// Messages without a gap between them.
  ///
  /// @param read up to this seq this person has read everything, here or elsewhere
  /// @param messages oldest first
  /// @param whole nothing unread lies before them
  record Stretch(long read, List<Event> messages, boolean whole) {
    Stretch {
      messages = List.copyOf(messages);
    }
  }

  /// All that is unread, but the newest 500 of it at most; and in any case the newest 20.
  CompletableFuture<Stretch> unread() {
    return read("", LISTINGS_MAX).thenCompose(read -> gather(read, 0, AT_LEAST, new ArrayList<>()));
  }

  /// The 200 before this one.
  CompletableFuture<Stretch> before(long messageId, long read) {
    return client
        .history(conversation, messageId, PAGE)
        .thenApply(page -> {
          List<Event> messages = page.getEventsList();
          boolean whole = !page.getMore() || reaches(messages, read);
          return new Stretch(read, messages.reversed(), whole);
        });
  }

  /// Where this person is in this conversation, which stands near the beginning of the list if it
  /// has something new; 0 if it is not there.
  private CompletableFuture<Long> read(String pageToken, int pagesLeft) {
    return client
        .conversations(PAGE, pageToken)
        .thenCompose(list -> {
          for (ConversationItem item : list.getItemsList()) {
            if (item.getConversation().equals(conversation)) {
              return CompletableFuture.completedFuture(item.getRead());
            }
          }
          return list.getNextPageToken().isEmpty() || pagesLeft == 1
              ? CompletableFuture.completedFuture(0L)
              : read(list.getNextPageToken(), pagesLeft - 1);
        });
  }

  private CompletableFuture<Stretch> gather(long read, long before, int limit, List<Event> had) {
    return client
        .history(conversation, before, limit)
        .thenCompose(page -> {
          List<Event> newestFirst = new ArrayList<>(had);
          newestFirst.addAll(page.getEventsList());
          boolean whole = !page.getMore() || reaches(newestFirst, read);
          boolean wanting = newestFirst.size() < (whole ? AT_LEAST : UNREAD_MAX);
          if (wanting && page.getMore() && page.getEventsCount() > 0) {
            int room = UNREAD_MAX - newestFirst.size();
            return gather(
                read, newestFirst.getLast().getMessageId(), Math.min(PAGE, room), newestFirst);
          }
          return CompletableFuture.completedFuture(
              new Stretch(read, wanted(newestFirst, read).reversed(), whole));
        });
  }

  private static boolean reaches(List<Event> newestFirst, long read) {
    return !newestFirst.isEmpty() && newestFirst.getLast().getSeq() <= read + 1;
  }

  private static List<Event> wanted(List<Event> newestFirst, long read) {
    int count = 0;
    while (count < newestFirst.size()
        && (count < AT_LEAST || newestFirst.get(count).getSeq() > read)) {
      count++;
    }
    return newestFirst.subList(0, count);
  }
}
