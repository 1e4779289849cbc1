package io.parley.history;

import static io.parley.history.Timelines.get;
import static io.parley.history.Timelines.id;
import static io.parley.history.Timelines.message;
import static io.parley.history.Timelines.messages;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.history.ConversationLog.MessageSearch;
import io.parley.history.ConversationLog.Search;
import io.parley.history.SearchMemory.MessageKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Searches that take several pages of several buckets.
class BackwardSearchTest {
  private static final String CONVERSATION = "d:alice:bob";
  private static final int EVENTS = 1_500;

  private final List<String> told = new ArrayList<>();
  private ListRows<EventRef> rows =
      ListRows.refs(messages(CONVERSATION, 1, EVENTS), new Sizes(400, 1_000_000, 5));

  private Search search(long seq, long notBefore, long upToSeq, int limit) {
    return search(seq, notBefore, upToSeq, limit, new SearchMemory(Set.of(key(seq))));
  }

  private static MessageKey key(long seq) {
    return new MessageKey(seq % 2 == 0 ? "bob" : "alice", "c" + seq);
  }

  private Search search(long seq, long notBefore, long upToSeq, int limit, SearchMemory memory) {
    String sender = key(seq).sender();
    MessageSearch search =
        new MessageSearch(CONVERSATION, sender, "c" + seq, notBefore, id(upToSeq), upToSeq, limit);
    HistoryMetrics metrics =
        new HistoryMetrics() {
          @Override
          public void searched(SearchEnd end, int looked) {
            told.add(end + " " + looked);
          }
        };
    return get(new BackwardSearch(rows, search, memory, metrics).run());
  }

  private static Search found(long seq) {
    return new Search.Found(EventRef.of(message(CONVERSATION, seq)));
  }

  @Test
  void theOldestMessageIsFoundThroughAllPages() {
    assertEquals(found(1), search(1, 0, EVENTS, EVENTS));
    assertEquals(List.of("FOUND 1500"), told);
  }

  @Test
  void theLimitCountsAcrossPages() {
    assertEquals(found(501), search(501, 0, EVENTS, 1_000));
    assertEquals(new Search.Unknown(id(500)), search(500, 0, EVENTS, 1_000));
    assertEquals(List.of("FOUND 1000", "UNKNOWN 1000"), told);
  }

  @Test
  void whatIsTooNewIsNotCounted() {
    assertEquals(found(5), search(5, 0, 9, 5));
    assertEquals(new Search.Unknown(id(4)), search(4, 0, 9, 5));
    assertEquals(List.of("FOUND 5", "UNKNOWN 5"), told);
  }

  @Test
  void theFirstAttemptEndsItBeforeTheBeginning() {
    assertEquals(new Search.Absent(), search(3, id(900), EVENTS, 10_000));
    assertEquals(List.of("ABSENT 601"), told);
  }

  @Test
  void everyReadIsOneOfEvents() {
    rows = ListRows.refs(messages(CONVERSATION, 1, 12_345), Sizes.STANDARD);
    assertEquals(new Search.Unknown(id(2_345)), search(99_999, 0, 12_345, 10_000));
    assertEquals(21, rows.reads());
  }

  @Test
  void whatOneSearchHasReadTheNextDoesNot() {
    rows = ListRows.refs(messages(CONVERSATION, 1, 12_345), Sizes.STANDARD);
    SearchMemory memory =
        new SearchMemory(Set.of(key(12_000), key(99_998), key(99_999), key(3_000)));
    assertEquals(found(12_000), search(12_000, 0, 12_345, 10_000, memory));
    assertEquals(1, rows.reads());
    assertEquals(new Search.Unknown(id(2_345)), search(99_999, 0, 12_345, 10_000, memory));
    assertEquals(21, rows.reads());
    assertEquals(new Search.Unknown(id(2_346)), search(99_998, 0, 12_345, 9_999, memory));
    assertEquals(found(3_000), search(3_000, 0, 12_345, 9_998, memory));
    assertEquals(21, rows.reads());
  }

  @Test
  void nothingIsReadBeyondTheEnd() {
    for (long notBefore : new long[] {id(1_300), id(1_201), id(1_200) + 1}) {
      rows = ListRows.refs(messages(CONVERSATION, 1, EVENTS), new Sizes(400, 1_000_000, 5));
      assertEquals(new Search.Absent(), search(9_999, notBefore, EVENTS, 10_000));
      assertEquals(notBefore == id(1_300) ? 1 : 2, rows.reads());
    }
    rows = ListRows.refs(messages(CONVERSATION, 1, 400), new Sizes(400, 1_000_000, 5));
    assertEquals(new Search.Absent(), search(9_999, 0, 400, 10_000));
    assertEquals(1, rows.reads());
  }
}
