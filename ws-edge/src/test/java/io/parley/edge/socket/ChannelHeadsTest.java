package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.HistoryReader;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ChannelHeadsTest {
  private static final String CHANNEL = Rooms.channel(1);

  /// Answers when the test says so.
  private static final class Asked implements HistoryReader {
    private final List<CompletableFuture<Map<String, Event>>> reads = new ArrayList<>();

    @Override
    public CompletionStage<EventPage> before(String conversation, long before, int limit) {
      throw new AssertionError("not asked for");
    }

    @Override
    public CompletionStage<EventPage> after(String conversation, long after, int limit) {
      throw new AssertionError("not asked for");
    }

    @Override
    public CompletionStage<Map<String, Event>> heads(List<String> conversations) {
      CompletableFuture<Map<String, Event>> read = new CompletableFuture<>();
      reads.add(read);
      return read;
    }

    void answer(int read, long seq) {
      Event event = Event.newBuilder().setSeq(seq).setMessageId(seq * 10).build();
      reads.get(read).complete(Map.of(CHANNEL, event));
    }
  }

  private final Asked memory = new Asked();
  private final ChannelHeads heads = new ChannelHeads(memory, 2);

  private CompletableFuture<Head> reaching(long seq) {
    return heads.reaching(CHANNEL, seq).toCompletableFuture();
  }

  @Test
  void whoMarkTheSameShareOneRead() {
    List<CompletableFuture<Head>> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(reaching(7));
    }
    assertEquals(1, memory.reads.size());
    memory.answer(0, 7);
    all.forEach(head -> assertEquals(7, head.join().getSeq()));
    assertEquals(7, reaching(5).join().getSeq());
    assertEquals(1, memory.reads.size());
    assertFalse(reaching(8).isDone());
    assertEquals(2, memory.reads.size());
  }

  @Test
  void aReadThatBeganTooEarlyIsFollowedByAnother() {
    CompletableFuture<Head> first = reaching(7);
    CompletableFuture<Head> later = reaching(8);
    memory.answer(0, 7);
    assertEquals(7, first.join().getSeq());
    assertFalse(later.isDone());
    memory.answer(1, 9);
    assertEquals(9, later.join().getSeq());
    assertEquals(2, memory.reads.size());
  }

  @Test
  void whatIsBeyondTheChannelIsAskedForOnceAndCut() {
    CompletableFuture<Head> head = reaching(99);
    memory.answer(0, 7);
    Mark mark = Mark.newBuilder().setRead(99).setReadMessageId(5).setDelivered(3).build();
    assertEquals(
        Mark.newBuilder().setRead(7).setReadMessageId(70).setDelivered(3).build(),
        ChannelHeads.upTo(head.join(), mark));
    Mark early = Mark.newBuilder().setRead(4).setReadMessageId(500).build();
    assertEquals(70, ChannelHeads.upTo(head.join(), early).getReadMessageId());
  }

  @Test
  void aFailureIsToldAndNotRemembered() {
    CompletableFuture<Head> failing = reaching(7);
    memory.reads.getFirst().completeExceptionally(new IllegalStateException("away"));
    assertTrue(failing.isCompletedExceptionally());
    CompletableFuture<Head> again = reaching(7);
    memory.answer(1, 7);
    assertEquals(7, again.join().getSeq());
  }

  @Test
  void whoAskForTheCurrentOneShareTheReadThatBeginsAfterThat() {
    CompletableFuture<Head> first = current(CHANNEL);
    List<CompletableFuture<Head>> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(current(CHANNEL));
    }
    assertEquals(1, memory.reads.size());
    memory.answer(0, 7);
    assertEquals(7, first.join().getSeq());
    assertEquals(2, memory.reads.size());
    assertTrue(all.stream().noneMatch(CompletableFuture::isDone), "theirs has begun too early");
    CompletableFuture<Head> last = current(CHANNEL);
    memory.answer(1, 8);
    all.forEach(head -> assertEquals(8, head.join().getSeq()));
    assertFalse(last.isDone());
    memory.answer(2, 8);
    assertEquals(8, last.join().getSeq());
    assertEquals(3, memory.reads.size());
  }

  @Test
  void aReadThatFailsIsFollowedByThatOfThoseWhoCameLater() {
    CompletableFuture<Head> first = current(CHANNEL);
    CompletableFuture<Head> later = current(CHANNEL);
    memory.reads.getFirst().completeExceptionally(new IllegalStateException("away"));
    assertTrue(first.isCompletedExceptionally());
    memory.answer(1, 7);
    assertEquals(7, later.join().getSeq());
  }

  @Test
  void noMoreChannelsAreReadAtATimeThanMayBe() {
    CompletableFuture<Head> first = current(Rooms.channel(2));
    CompletableFuture<Head> _ = current(Rooms.channel(3));
    CompletableFuture<Head> refused = current(CHANNEL);
    assertTrue(
        refused.exceptionNow() instanceof ReadBound.TooManyReadsException, refused::toString);
    memory.reads.getFirst().complete(Map.of());
    assertEquals(0, first.join().getSeq());
    CompletableFuture<Head> again = current(CHANNEL);
    memory.answer(2, 7);
    assertEquals(7, again.join().getSeq());
  }

  private CompletableFuture<Head> current(String channel) {
    return heads.current(channel).toCompletableFuture();
  }

  @Test
  void anEmptyChannelHasNoHead() {
    CompletableFuture<Head> head = reaching(1);
    memory.reads.getFirst().complete(Map.of());
    assertEquals(0, head.join().getSeq());
    assertFalse(reaching(0).isDone());
  }
}
