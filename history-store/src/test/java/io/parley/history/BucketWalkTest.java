package io.parley.history;

import static io.parley.history.Timelines.down;
import static io.parley.history.Timelines.get;
import static io.parley.history.Timelines.id;
import static io.parley.history.Timelines.messages;
import static io.parley.history.Timelines.seqs;
import static io.parley.history.Timelines.up;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BucketWalkTest {
  private static final String CONVERSATION = "d:a:b";

  private static Sizes bucketsOf(int events) {
    return new Sizes(events, 1_000_000, 5);
  }

  private static ListRows<EventRef> rows(int events, int bucketEvents) {
    return ListRows.refs(messages(CONVERSATION, 1, events), bucketsOf(bucketEvents));
  }

  private static List<Long> newest(ListRows<EventRef> rows, long above, long below, int limit) {
    return seqs(get(new BucketWalk<>(rows).newest(CONVERSATION, above, below, limit)));
  }

  private static List<Long> oldest(ListRows<EventRef> rows, long above, int limit) {
    return seqs(get(new BucketWalk<>(rows).oldest(CONVERSATION, above, limit)));
  }

  /// A bucket may stand in the directory twice, under an id that a lost log would have given.
  private static void begin(ListRows<EventRef> rows, int bucket, Sizes sizes, int shift) {
    rows.addToDirectory(id(sizes.firstSeqOf(bucket)) + shift, bucket);
  }

  @Property(tries = 2_000)
  void walkingDownReadsWhatAListWould(
      @ForAll @IntRange(max = 40) int events,
      @ForAll @IntRange(min = 1, max = 9) int bucketEvents,
      @ForAll @IntRange(max = 45) int above,
      @ForAll @IntRange(max = 45) int below,
      @ForAll @IntRange(min = 1, max = 45) int limit,
      @ForAll boolean emptyBucket) {
    ListRows<EventRef> rows = rows(events, bucketEvents);
    if (emptyBucket && events > 0 && events % bucketEvents == 0) {
      begin(rows, events / bucketEvents, bucketsOf(bucketEvents), 0);
    }
    List<Long> expected =
        down(events, 1).stream().filter(seq -> seq > above && seq < below).limit(limit).toList();
    assertEquals(expected, newest(rows, id(above), id(below), limit));
  }

  @Property(tries = 2_000)
  void walkingUpReadsWhatAListWould(
      @ForAll @IntRange(max = 40) int events,
      @ForAll @IntRange(min = 1, max = 9) int bucketEvents,
      @ForAll @IntRange(max = 45) int above,
      @ForAll @IntRange(min = 1, max = 45) int limit,
      @ForAll boolean emptyBucket) {
    ListRows<EventRef> rows = rows(events, bucketEvents);
    if (emptyBucket && events > 0 && events % bucketEvents == 0) {
      begin(rows, events / bucketEvents, bucketsOf(bucketEvents), 0);
    }
    List<Long> expected = up(1, events).stream().filter(seq -> seq > above).limit(limit).toList();
    assertEquals(expected, oldest(rows, id(above), limit));
  }

  @Property(tries = 500)
  void aSecondEntryOfABucketDoesNoHarm(
      @ForAll @IntRange(min = 11, max = 40) int events,
      @ForAll @IntRange(min = 1, max = 3) int bucket,
      @ForAll @IntRange(min = 1, max = 2) int shift,
      @ForAll @IntRange(max = 45) int cursor) {
    Sizes sizes = bucketsOf(10);
    ListRows<EventRef> rows = rows(events, 10);
    int begun = Math.min(bucket, sizes.bucketOf(events));
    begin(rows, begun, sizes, -shift);
    begin(rows, begun, sizes, shift);
    assertEquals(
        down(events, 1).stream().filter(seq -> seq < cursor).toList(),
        newest(rows, 0, id(cursor), 50));
    assertEquals(
        up(1, events).stream().filter(seq -> seq > cursor).toList(), oldest(rows, id(cursor), 50));
  }

  @Test
  void aConversationOfOneBucketTakesOneRead() {
    ListRows<EventRef> rows = rows(50, 100);
    assertEquals(50, newest(rows, 0, Long.MAX_VALUE, 128).size());
    assertEquals(1, rows.reads());
    assertEquals(50, oldest(rows, 0, 128).size());
    assertEquals(2, rows.reads());
    assertEquals(1, newest(rows, id(7) - 1, id(7) + 1, 1).size());
    assertEquals(3, rows.reads());
  }

  @Test
  void aConversationThatNeverWasTakesOneRead() {
    ListRows<EventRef> rows = rows(0, 100);
    assertEquals(List.of(), newest(rows, 0, Long.MAX_VALUE, 128));
    assertEquals(List.of(), oldest(rows, 0, 128));
    assertEquals(2, rows.reads());
  }

  @Test
  void aFullFirstBucketIsReadOnce() {
    ListRows<EventRef> rows = rows(13, 10);
    assertEquals(down(13, 1), newest(rows, 0, Long.MAX_VALUE, 50));
    assertEquals(3, rows.reads());
    assertEquals(up(1, 13), oldest(rows, 0, 50));
    assertEquals(6, rows.reads());
  }

  @Test
  void whatIsStoredWhileItIsReadIsMissedAsAWholeOrNotAtAll() {
    ListRows<EventRef> early = rows(13, 10);
    early.firstReadSees(7);
    assertEquals(down(7, 1), newest(early, 0, Long.MAX_VALUE, 50));
    early.firstReadSees(7);
    assertEquals(up(1, 7), oldest(early, 0, 50));
  }

  @Test
  void whatWasNotYetInTheFirstBucketIsReadAgainOnceThereIsAnother() {
    ListRows<EventRef> rows = rows(13, 10);
    rows.firstReadSees(7);
    assertEquals(down(13, 8), newest(rows, id(7), Long.MAX_VALUE, 50));
    rows.firstReadSees(7);
    assertEquals(up(8, 13), oldest(rows, id(7), 50));
  }

  @Test
  void lookingForWhatIsNotThereDoesNotReadEveryBucket() {
    ListRows<EventRef> rows = rows(5_000, 10);
    assertEquals(List.of(), newest(rows, id(4_001), id(4_001) + 1, 1));
    assertTrue(rows.reads() <= 5, () -> rows.reads() + " reads");
  }
}
