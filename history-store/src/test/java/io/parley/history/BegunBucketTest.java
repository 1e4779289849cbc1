package io.parley.history;

import static io.parley.history.Timelines.down;
import static io.parley.history.Timelines.get;
import static io.parley.history.Timelines.id;
import static io.parley.history.Timelines.message;
import static io.parley.history.Timelines.messages;
import static io.parley.history.Timelines.seqs;
import static io.parley.history.Timelines.seqsOf;
import static io.parley.history.Timelines.up;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.history.ConversationLog.MessageSearch;
import io.parley.history.ConversationLog.Search;
import io.parley.history.HistoryReader.EventPage;
import io.parley.history.SearchMemory.MessageKey;
import io.parley.protocol.v1.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Conversations whose newest bucket stands in the directory and has no event yet: a router died
/// between the two. Whoever reads sees what was stored, and nothing of the bucket.
class BegunBucketTest {
  private static final String CONVERSATION = "d:alice:bob";
  private static final Sizes FIVE = new Sizes(5, 1_000_000, 5);

  /// Full buckets, and how far the id that the next was begun with is from that of its event.
  private static final String CASES = "1, 0\n1, -2\n1, 2\n3, 0\n3, -2\n3, 2";

  private static <R> ListRows<R> begun(ListRows<R> rows, int full, int shift) {
    rows.addToDirectory(id(FIVE.firstSeqOf(full)) + shift, full);
    return rows;
  }

  private static ListRows<EventRef> rows(int full, int shift) {
    return begun(ListRows.refs(messages(CONVERSATION, 1, full * 5L), FIVE), full, shift);
  }

  private static BucketWalk<EventRef> refs(int full, int shift) {
    return new BucketWalk<>(rows(full, shift));
  }

  private static HistoryReader reader(int full, int shift) {
    List<NewEvent> events = messages(CONVERSATION, 1, full * 5L);
    return new BucketHistoryReader(
        new BucketWalk<>(begun(ListRows.events(events, FIVE), full, shift)), HistoryMetrics.NONE);
  }

  private static void assertHead(long seq, EventPage page) {
    assertEquals(seq, page.headSeq());
    assertEquals(id(seq), page.headMessageId());
  }

  @ParameterizedTest
  @CsvSource(textBlock = CASES)
  void theHeadIsTheLastEvent(int full, int shift) {
    Event last = message(CONVERSATION, full * 5L).event();
    assertEquals(Map.of(CONVERSATION, last), get(reader(full, shift).heads(List.of(CONVERSATION))));
  }

  @ParameterizedTest
  @CsvSource(textBlock = CASES)
  void pagesBackwardsBeginAtTheLastEvent(int full, int shift) {
    HistoryReader reader = reader(full, shift);
    for (long limit : up(1, full * 5L + 1)) {
      List<Long> seen = new ArrayList<>();
      EventPage page = get(reader.before(CONVERSATION, Long.MAX_VALUE, (int) limit));
      seen.addAll(seqsOf(page.events()));
      while (page.more()) {
        assertHead(full * 5L, page);
        long cursor = page.events().getLast().getMessageId();
        page = get(reader.before(CONVERSATION, cursor, (int) limit));
        seen.addAll(seqsOf(page.events()));
      }
      assertEquals(down(full * 5L, 1), seen);
    }
    // a cursor of an event that the begun bucket will have
    EventPage beyond = get(reader.before(CONVERSATION, id(full * 5L + 3), 2));
    assertEquals(down(full * 5L, full * 5L - 1), seqsOf(beyond.events()));
  }

  @ParameterizedTest
  @CsvSource(textBlock = CASES)
  void pagesForwardsEndAtTheLastEvent(int full, int shift) {
    HistoryReader reader = reader(full, shift);
    for (long limit : up(1, full * 5L + 1)) {
      List<Long> seen = new ArrayList<>();
      EventPage page = get(reader.after(CONVERSATION, 0, (int) limit));
      seen.addAll(seqsOf(page.events()));
      while (page.more()) {
        assertHead(full * 5L, page);
        long cursor = page.events().getLast().getMessageId();
        page = get(reader.after(CONVERSATION, cursor, (int) limit));
        seen.addAll(seqsOf(page.events()));
      }
      assertEquals(up(1, full * 5L), seen);
    }
    EventPage nothing = get(reader.after(CONVERSATION, id(full * 5L), 9));
    assertEquals(List.of(), nothing.events());
    assertHead(full * 5L, nothing);
  }

  @ParameterizedTest
  @CsvSource(textBlock = CASES)
  void theTailIsWholeAndEveryEventIsFound(int full, int shift) {
    BucketWalk<EventRef> walk = refs(full, shift);
    for (int limit = 1; limit <= full * 5 + 1; limit++) {
      List<Long> expected = down(full * 5L, Math.max(1, full * 5L - limit + 1));
      assertEquals(expected, seqs(get(walk.newest(CONVERSATION, 0, Long.MAX_VALUE, limit))));
    }
    for (long seq = 1; seq <= full * 5L + 2; seq++) {
      List<Long> expected = seq <= full * 5L ? List.of(seq) : List.of();
      assertEquals(expected, seqs(get(walk.newest(CONVERSATION, id(seq) - 1, id(seq) + 1, 1))));
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = CASES)
  void aSearchGoesOnBeforeIt(int full, int shift) {
    MessageSearch first =
        new MessageSearch(CONVERSATION, "alice", "c1", 0, Long.MAX_VALUE, full * 5L, 1_000);
    SearchMemory memory = new SearchMemory(Set.of(new MessageKey("alice", "c1")));
    assertEquals(
        new Search.Found(EventRef.of(message(CONVERSATION, 1))),
        get(new BackwardSearch(rows(full, shift), first, memory, HistoryMetrics.NONE).run()));
  }
}
