package io.parley.standalone.chat;

import io.parley.client.ParleyClient;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// Asks for what was said before. All of it happens where the client calls its listener.
///
/// Backwards a server shows messages alone: they tell how far back to go. From there on it is asked
/// for all events, since what happened to a group belongs between them.
final class Backlog {
  private static final int UNREAD_MAX = 500;
  private static final int AT_LEAST = 20;
  private static final int PAGE = 200;
  private static final int LISTINGS_MAX = 50;

  /// Of more events than that, the messages alone are shown.
  private static final int EVENT_PAGES_MAX = 10;

  private final ParleyClient client;
  private final String conversation;

  Backlog(ParleyClient client, String conversation) {
    this.client = client;
    this.conversation = conversation;
  }

  /// What was said without a gap, and what happened, unless that was too much.
  ///
  /// @param read up to this seq this person has read everything, here or elsewhere
  /// @param events oldest first; messages as they are now
  /// @param whole nothing unread lies before them
  record Stretch(long read, List<Event> events, boolean whole) {
    Stretch {
      events = List.copyOf(events);
    }
  }

  /// Messages without one left out.
  ///
  /// @param after the events behind this messageId belong to them; 0: there are no older messages
  private record Messages(List<Event> newestFirst, long after) {
    static final Messages NONE = new Messages(List.of(), Long.MAX_VALUE);

    static Messages of(Page page) {
      List<Event> messages = page.getEventsList();
      boolean more = page.getMore() && !messages.isEmpty();
      return new Messages(messages, more ? messages.getLast().getMessageId() - 1 : 0);
    }

    Messages and(Messages older) {
      List<Event> all = new ArrayList<>(newestFirst);
      all.addAll(older.newestFirst);
      return new Messages(all, older.after);
    }

    int size() {
      return newestFirst.size();
    }

    boolean hasOlder() {
      return after > 0;
    }

    /// Whether nothing unread lies before them.
    boolean reach(long read) {
      return !hasOlder() || (size() > 0 && newestFirst.getLast().getSeq() <= read + 1);
    }

    /// The newest few and all that are unread, with what happened since the one before.
    Messages wanted(long read) {
      int count = 0;
      while (count < size() && (count < AT_LEAST || newestFirst.get(count).getSeq() > read)) {
        count++;
      }
      return count == size()
          ? this
          : new Messages(newestFirst.subList(0, count), newestFirst.get(count).getMessageId());
    }
  }

  /// All that is unread, but the newest 500 messages at most; and in any case the newest 20.
  CompletableFuture<Stretch> unread() {
    return read("", LISTINGS_MAX)
        .thenCompose(read ->
            gather(read, Messages.NONE)
                .thenCompose(
                    all -> between(all.wanted(read), Long.MAX_VALUE, read, all.reach(read))));
  }

  /// The 200 messages before this place.
  CompletableFuture<Stretch> before(long messageId, long read) {
    return messages(messageId, PAGE)
        .thenCompose(messages -> between(messages, messageId, read, messages.reach(read)));
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

  private CompletableFuture<Messages> gather(long read, Messages had) {
    int enough = had.reach(read) ? AT_LEAST : UNREAD_MAX;
    if (!had.hasOlder() || had.size() >= enough) {
      return CompletableFuture.completedFuture(had);
    }
    int wanting = (had.size() < AT_LEAST ? AT_LEAST : UNREAD_MAX) - had.size();
    long before = had.size() == 0 ? 0 : had.newestFirst().getLast().getMessageId();
    return messages(before, Math.min(PAGE, wanting))
        .thenCompose(older -> gather(read, had.and(older)));
  }

  /// @param before 0: the newest
  private CompletableFuture<Messages> messages(long before, int limit) {
    return client.history(conversation, before, limit).thenApply(Messages::of);
  }

  /// These, and what happened between them and after.
  private CompletableFuture<Stretch> between(
      Messages messages, long before, long read, boolean whole) {
    SortedMap<Long, Event> bySeq = new TreeMap<>();
    return events(messages.after(), before, EVENT_PAGES_MAX, bySeq)
        .thenApply(_ -> {
          messages.newestFirst().forEach(message -> bySeq.put(message.getSeq(), message));
          return new Stretch(read, List.copyOf(bySeq.values()), whole);
        });
  }

  private CompletableFuture<Page> events(
      long after, long before, int pagesLeft, SortedMap<Long, Event> bySeq) {
    return client
        .events(conversation, after, PAGE)
        .thenCompose(page -> {
          List<Event> events = page.getEventsList();
          events.stream()
              .filter(event -> event.getMessageId() < before)
              .forEach(event -> bySeq.put(event.getSeq(), event));
          boolean goesOn =
              page.getMore() && !events.isEmpty() && events.getLast().getMessageId() < before;
          if (goesOn && pagesLeft == 1) {
            // the oldest of them without the newer ones would tell a wrong story
            bySeq.clear();
          }
          return goesOn && pagesLeft > 1
              ? events(events.getLast().getMessageId(), before, pagesLeft - 1, bySeq)
              : CompletableFuture.completedFuture(page);
        });
  }
}
