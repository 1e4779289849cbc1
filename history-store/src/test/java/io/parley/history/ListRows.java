package io.parley.history;

import io.parley.protocol.v1.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;

/// The rows of one conversation in a list, cut into buckets as Cassandra's are.
final class ListRows<R> implements BucketRows<R> {
  private final List<R> events;
  private final Sizes sizes;
  private final ToLongFunction<R> ids;
  private final ToLongFunction<R> seqs;
  private final NavigableMap<Long, Integer> directory = new TreeMap<>();

  /// What the next read of bucket 0 sees, as if it had been made before the rest was stored.
  private int firstReadSees = Integer.MAX_VALUE;

  private int reads;

  private ListRows(List<R> events, Sizes sizes, ToLongFunction<R> ids, ToLongFunction<R> seqs) {
    this.events = events;
    this.sizes = sizes;
    this.ids = ids;
    this.seqs = seqs;
    for (R event : events) {
      int bucket = sizes.bucketOf(seqs.applyAsLong(event));
      if (bucket > 0 && seqs.applyAsLong(event) == sizes.firstSeqOf(bucket)) {
        directory.put(ids.applyAsLong(event), bucket);
      }
    }
  }

  static ListRows<EventRef> refs(List<NewEvent> events, Sizes sizes) {
    return new ListRows<>(
        events.stream().map(EventRef::of).toList(), sizes, EventRef::messageId, EventRef::seq);
  }

  static ListRows<Event> events(List<NewEvent> events, Sizes sizes) {
    return new ListRows<>(
        events.stream().map(NewEvent::event).toList(), sizes, Event::getMessageId, Event::getSeq);
  }

  void addToDirectory(long firstId, int bucket) {
    directory.put(firstId, bucket);
  }

  void firstReadSees(int eventCount) {
    firstReadSees = eventCount;
  }

  int reads() {
    return reads;
  }

  @Override
  public CompletionStage<Integer> bucketAt(String conversation, long messageId) {
    reads++;
    var entry = directory.floorEntry(messageId);
    return CompletableFuture.completedStage(entry == null ? 0 : entry.getValue());
  }

  @Override
  public CompletionStage<List<R>> newest(Slice slice) {
    return read(slice, Comparator.comparingLong(ids).reversed());
  }

  @Override
  public CompletionStage<List<R>> oldest(Slice slice) {
    return read(slice, Comparator.comparingLong(ids));
  }

  @Override
  public boolean fillsBucket(R row) {
    return sizes.isLastOfBucket(seqs.applyAsLong(row));
  }

  @Override
  public int bucketOf(long seq) {
    return sizes.bucketOf(seq);
  }

  private CompletionStage<List<R>> read(Slice slice, Comparator<R> order) {
    reads++;
    List<R> visible = events;
    if (slice.bucket() == 0) {
      visible = events.subList(0, Math.min(firstReadSees, events.size()));
      firstReadSees = Integer.MAX_VALUE;
    }
    List<R> found = new ArrayList<>();
    for (R event : visible) {
      long id = ids.applyAsLong(event);
      if (sizes.bucketOf(seqs.applyAsLong(event)) == slice.bucket()
          && id > slice.above()
          && id < slice.below()) {
        found.add(event);
      }
    }
    found.sort(order);
    return CompletableFuture.completedStage(
        List.copyOf(found.subList(0, Math.min(slice.limit(), found.size()))));
  }
}
