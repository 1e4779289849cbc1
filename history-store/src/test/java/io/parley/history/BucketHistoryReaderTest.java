package io.parley.history;

import io.parley.protocol.v1.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The reader over lists that are cut into buckets of five.
class BucketHistoryReaderTest extends HistoryReaderContract {
  private static final Sizes SIZES = new Sizes(5, 1_000_000, 5);

  private final Map<String, List<NewEvent>> stored = new HashMap<>();

  @Override
  protected ConversationLog log() {
    return new Appending();
  }

  @Override
  protected HistoryReader reader() {
    return new BucketHistoryReader(new BucketWalk<>(new Rows()), HistoryMetrics.NONE);
  }

  private final class Rows implements BucketRows<Event> {
    private ListRows<Event> of(String conversation) {
      return ListRows.events(stored.getOrDefault(conversation, List.of()), SIZES);
    }

    @Override
    public CompletionStage<Integer> bucketAt(String conversation, long messageId) {
      return of(conversation).bucketAt(conversation, messageId);
    }

    @Override
    public CompletionStage<List<Event>> newest(Slice slice) {
      return of(slice.conversation()).newest(slice);
    }

    @Override
    public CompletionStage<List<Event>> oldest(Slice slice) {
      return of(slice.conversation()).oldest(slice);
    }

    @Override
    public boolean fillsBucket(Event event) {
      return SIZES.isLastOfBucket(event.getSeq());
    }

    @Override
    public int bucketOf(long seq) {
      return SIZES.bucketOf(seq);
    }
  }

  private final class Appending implements ConversationLog {
    @Override
    public CompletionStage<Void> append(String conversation, List<NewEvent> events) {
      stored.computeIfAbsent(conversation, _ -> new ArrayList<>()).addAll(events);
      return CompletableFuture.completedStage(null);
    }

    // what follows only routers ask; a reader that did would be caught here

    @Override
    public CompletionStage<List<EventRef>> tail(String conversation, int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<EventRef>> newestUpTo(String conversation, long messageId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Search> search(MessageSearch search, SearchMemory memory) {
      throw new UnsupportedOperationException();
    }
  }
}
