package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.ConversationHead;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NewsSpanTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private final NewsSpan span = new NewsSpan(Duration.ofMinutes(2));

  @Test
  void newsAreReadForAtLeastOneSpanAndFromAClockThatIsOneSpanAhead() {
    for (int second = 0; second < 240; second += 7) {
      Instant left = BEGIN.plusSeconds(second);
      assertTrue(span.readAt(left.plus(span.length())).contains(span.of(left)));
      assertTrue(span.readAt(left.minus(span.length())).contains(span.of(left)));
    }
  }

  @Test
  void aHashIsKeptUntilNobodyReadsIt() {
    Instant left = BEGIN;
    assertTrue(!span.readAt(left.plus(span.kept())).contains(span.of(left)));
  }

  @Test
  void theTextOfALargerHeadIsLarger() {
    assertTrue(NewsSpan.text(16, 1).compareTo(NewsSpan.text(9, 2)) > 0);
    assertTrue(NewsSpan.text(1L << 40, 0).compareTo(NewsSpan.text(1L << 32, 0)) > 0);
  }

  @Test
  void ofManySpansTheLargestHeadOfEachConversationNewestFirst() {
    List<ConversationHead> merged =
        merge(
            List.of(
                Map.of("a", NewsSpan.text(7, 70), "b", NewsSpan.text(1, 90)),
                Map.of("a", NewsSpan.text(6, 60), "c", NewsSpan.text(2, 80))),
            2);
    assertEquals(
        List.of("b 1 90", "c 2 80"),
        merged.stream()
            .map(moved ->
                moved.getConversation()
                    + " "
                    + moved.getHead().getSeq()
                    + " "
                    + moved.getHead().getMessageId())
            .toList());
    assertEquals(
        List.of(7L),
        merge(List.of(Map.of("a", NewsSpan.text(7, 70)), Map.of("a", NewsSpan.text(6, 60))), 9)
            .stream()
            .map(moved -> moved.getHead().getSeq())
            .toList());
  }

  private static List<ConversationHead> merge(List<Map<String, String>> hashes, int max) {
    return NewsSpan.newest(NewsSpan.largest(hashes), max);
  }
}
