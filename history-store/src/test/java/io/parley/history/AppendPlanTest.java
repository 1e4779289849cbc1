package io.parley.history;

import static io.parley.history.Timelines.message;
import static io.parley.history.Timelines.messages;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.AppendPlan.Piece;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AppendPlanTest {
  private static final String CONVERSATION = "d:a:b";

  private static List<Long> seqs(Piece piece) {
    return piece.events().stream().map(event -> event.event().event().getSeq()).toList();
  }

  @Test
  void eventsOfOneBucketAreOneWrite() {
    List<Piece> pieces =
        AppendPlan.of(messages(CONVERSATION, 3, 9), new Sizes(10, 9_999, 5)).pieces();
    assertEquals(1, pieces.size());
    assertEquals(List.of(3L, 4L, 5L, 6L, 7L, 8L, 9L), seqs(pieces.getFirst()));
    assertEquals(0, pieces.getFirst().bucket());
  }

  @Test
  void aBucketIsBegunWithItsFirstEventOnly() {
    List<Piece> pieces =
        AppendPlan.of(messages(CONVERSATION, 1, 25), new Sizes(10, 99_999, 5)).pieces();
    assertEquals(List.of(0, 1, 2), pieces.stream().map(Piece::bucket).toList());
    assertEquals(List.of(false, true, true), pieces.stream().map(Piece::firstOfBucket).toList());
    Piece later =
        AppendPlan.of(messages(CONVERSATION, 12, 13), new Sizes(10, 9_999, 5)).pieces().getFirst();
    assertEquals(1, later.bucket());
    assertTrue(!later.firstOfBucket());
  }

  @Test
  void anEventLargerThanAWriteIsAWriteOfItsOwn() {
    List<NewEvent> events =
        List.of(
            message(CONVERSATION, 1),
            message(CONVERSATION, 2, "x".repeat(5_000)),
            message(CONVERSATION, 3));
    List<Piece> pieces = AppendPlan.of(events, new Sizes(10, 2_000, 5)).pieces();
    assertEquals(
        List.of(List.of(1L), List.of(2L), List.of(3L)),
        pieces.stream().map(AppendPlanTest::seqs).toList());
  }

  @Property(tries = 500)
  void writesKeepTheOrderAndTheirBounds(
      @ForAll @IntRange(min = 1, max = 60) int count,
      @ForAll @IntRange(min = 1, max = 30) int first,
      @ForAll @IntRange(min = 1, max = 12) int bucketEvents,
      @ForAll @IntRange(min = 1, max = 3_000) int writeBytes) {
    Sizes sizes = new Sizes(bucketEvents, writeBytes, 5);
    List<NewEvent> events = messages(CONVERSATION, first, first + count - 1);
    List<Piece> pieces = AppendPlan.of(events, sizes).pieces();
    assertEquals(
        events,
        pieces.stream().flatMap(piece -> piece.events().stream()).map(e -> e.event()).toList());
    for (Piece piece : pieces) {
      assertTrue(seqs(piece).stream().allMatch(seq -> sizes.bucketOf(seq) == piece.bucket()));
      int bytes = piece.events().stream().mapToInt(event -> event.bytes()).sum();
      assertTrue(bytes <= writeBytes || piece.events().size() == 1);
    }
    long begun = pieces.stream().filter(Piece::firstOfBucket).count();
    long boundaries =
        IntStream.range(first, first + count)
            .filter(seq -> seq > 1 && (seq - 1) % bucketEvents == 0)
            .count();
    assertEquals(boundaries, begun);
  }
}
