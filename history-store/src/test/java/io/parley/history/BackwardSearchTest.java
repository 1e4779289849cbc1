package io.parley.history;

import static io.parley.history.Timelines.get;
import static io.parley.history.Timelines.id;
import static io.parley.history.Timelines.message;
import static io.parley.history.Timelines.messages;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.history.ConversationLog.MessageSearch;
import io.parley.history.ConversationLog.Search;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Searches that take several pages of several buckets.
class BackwardSearchTest {
  private static final String CONVERSATION = "d:alice:bob";
  private static final int EVENTS = 1_500;

  private final List<String> told = new ArrayList<>();
  private final BucketWalk<EventRef> walk =
      new BucketWalk<>(ListRows.refs(messages(CONVERSATION, 1, EVENTS), new Sizes(400, 1_000_000)));

  private Search search(long seq, long notBefore, long upToSeq, int limit) {
    String sender = seq % 2 == 0 ? "bob" : "alice";
    MessageSearch search =
        new MessageSearch(CONVERSATION, sender, "c" + seq, notBefore, id(upToSeq), limit);
    HistoryMetrics metrics =
        new HistoryMetrics() {
          @Override
          public void searched(SearchEnd end, int looked) {
            told.add(end + " " + looked);
          }
        };
    return get(new BackwardSearch(walk, search, metrics).run());
  }

  private static Search found(long seq) {
    return new Search.Found(EventRef.of(message(CONVERSATION, seq)));
  }

  @Test
  void theOldestMessageIsFoundThroughAllPages() {
    assertEquals(found(1), search(1, 0, 9_999, EVENTS));
    assertEquals(List.of("FOUND 1500"), told);
  }

  @Test
  void theLimitCountsAcrossPages() {
    assertEquals(found(501), search(501, 0, 9_999, 1_000));
    assertEquals(new Search.Unknown(), search(500, 0, 9_999, 1_000));
    assertEquals(List.of("FOUND 1000", "UNKNOWN 1000"), told);
  }

  @Test
  void whatIsTooNewIsNotCounted() {
    assertEquals(found(5), search(5, 0, 9, 5));
    assertEquals(new Search.Unknown(), search(4, 0, 9, 5));
    assertEquals(List.of("FOUND 5", "UNKNOWN 5"), told);
  }

  @Test
  void theFirstAttemptEndsItBeforeTheBeginning() {
    assertEquals(new Search.Absent(), search(3, id(900), 9_999, 10_000));
    assertEquals(List.of("ABSENT 601"), told);
  }
}
