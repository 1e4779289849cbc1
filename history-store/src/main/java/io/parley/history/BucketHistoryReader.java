package io.parley.history;

import io.parley.protocol.v1.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Timelines as devices read them, from buckets of rows. Paging is by id alone, so a page neither
/// repeats nor skips anything, whatever is stored between two of them.
final class BucketHistoryReader implements HistoryReader {
  /// Heads that one caller reads at once.
  private static final int HEADS_OF_ONE = 16;

  /// Events that are read at once where the first ones had too few messages.
  private static final int STEP_MIN = 100;

  private final BucketWalk<Event> walk;
  private final ManyReads heads;

  BucketHistoryReader(BucketWalk<Event> walk, HistoryMetrics metrics) {
    this.walk = walk;
    this.heads = new ManyReads(HEADS_OF_ONE, metrics::headRefused);
  }

  @Override
  public CompletionStage<EventPage> before(String conversation, long before, int limit) {
    Backwards backwards = new Backwards(conversation, limit);
    CompletionStage<Backwards> read = backwards.readBelow(before);
    CompletionStage<Optional<Event>> head =
        before == Long.MAX_VALUE ? read.thenApply(Backwards::newest) : head(conversation);
    return read.thenCompose(Backwards::messagesAsTheyAreNow)
        .thenCombine(
            head,
            (messages, newest) ->
                page(messages, backwards.more, newer(newest, backwards.newest())));
  }

  /// One page of messages while it is being read. Its reads follow one another.
  private final class Backwards {
    private final String conversation;
    private final int limit;
    private final List<Event> messages = new ArrayList<>();
    private Optional<Event> newest = Optional.empty();
    private int looked;
    private boolean more;

    Backwards(String conversation, int limit) {
      this.conversation = conversation;
      this.limit = limit;
    }

    /// Nearly always one read is enough, and shows whether there is more.
    CompletionStage<Backwards> readBelow(long below) {
      int step = looked == 0 ? limit + 1 : Math.max(limit + 1, STEP_MIN);
      int asked = Math.min(step, LOOKED_THROUGH_MAX - looked);
      return walk.newest(conversation, 0, below, asked)
          .thenCompose(events ->
              take(events, asked)
                  ? readBelow(events.getLast().getMessageId())
                  : CompletableFuture.completedStage(this));
    }

    /// Whether more has to be read.
    private boolean take(List<Event> events, int asked) {
      newest = newest.or(() -> events.stream().findFirst());
      looked += events.size();
      for (Event event : events) {
        if (event.hasMessage() && messages.size() == limit) {
          more = true;
          return false;
        }
        if (event.hasMessage()) {
          messages.add(event);
        }
      }
      boolean atEnd = events.size() < asked || events.getLast().getSeq() == 1;
      more = !atEnd;
      if (more && looked == LOOKED_THROUGH_MAX) {
        endWith(events.getLast());
      }
      return more && looked < LOOKED_THROUGH_MAX;
    }

    /// Otherwise the next page would look through the same events again. A page that is full ends
    /// with a message, and goes on from there.
    private void endWith(Event last) {
      if (!last.hasMessage() && messages.size() < limit) {
        messages.add(last);
      }
    }

    /// The newest event of the first read.
    Optional<Event> newest() {
      return newest;
    }

    /// Edits, deletions and reactions will be laid over the messages here. None are stored yet.
    CompletionStage<List<Event>> messagesAsTheyAreNow() {
      return CompletableFuture.completedStage(messages);
    }
  }

  @Override
  public CompletionStage<EventPage> after(String conversation, long after, int limit) {
    return walk.oldest(conversation, after, limit + 1)
        .thenCompose(events -> {
          boolean all = events.size() <= limit;
          if (all && !events.isEmpty()) {
            return CompletableFuture.completedStage(
                page(events, false, Optional.of(events.getLast())));
          }
          List<Event> first = all ? events : events.subList(0, limit);
          Optional<Event> beyond = all ? Optional.empty() : Optional.of(events.getLast());
          return head(conversation)
              .thenApply(head -> {
                Optional<Event> newest = newer(head, beyond);
                boolean more = newest.isPresent() && newest.get().getMessageId() > after;
                return page(first, more, newest);
              });
        });
  }

  @Override
  public CompletionStage<Map<String, Event>> heads(List<String> conversations) {
    return heads
        .each(conversations, this::head)
        .thenApply(read -> {
          Map<String, Event> found = new HashMap<>();
          read.forEach(head -> head.ifPresent(event -> found.put(event.getConversation(), event)));
          return found;
        });
  }

  private CompletionStage<Optional<Event>> head(String conversation) {
    return walk.newest(conversation, 0, Long.MAX_VALUE, 1)
        .thenApply(newest -> newest.stream().findFirst());
  }

  /// Two reads side by side may see different heads.
  private static Optional<Event> newer(Optional<Event> one, Optional<Event> other) {
    return one.isEmpty()
            || (other.isPresent() && other.get().getMessageId() > one.get().getMessageId())
        ? other
        : one;
  }

  private static EventPage page(List<Event> events, boolean more, Optional<Event> head) {
    Event newest = head.orElse(Event.getDefaultInstance());
    return new EventPage(List.copyOf(events), more, newest.getSeq(), newest.getMessageId());
  }
}
