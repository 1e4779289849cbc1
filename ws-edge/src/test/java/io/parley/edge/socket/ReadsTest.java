package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.EdgeMetrics;
import io.parley.edge.socket.Action.ListPosition;
import io.parley.edge.socket.Action.MovedPosition;
import io.parley.history.Inboxes;
import io.parley.history.LogPosition;
import io.parley.history.NewEvent;
import io.parley.history.memory.MemoryHistory;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.Which;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/// Inboxes that are larger than what one answer looks through.
class ReadsTest {
  private static final int HOUR = 490_000;

  private final MemoryHistory history = new MemoryHistory();
  private final CountedInboxes inboxes = new CountedInboxes(history.inboxes());
  private final Reads reads =
      new Reads(
          new Reads.Memory(history.reader(), inboxes, history.membership()),
          1,
          1,
          EdgeMetrics.NONE);

  /// Tells how much is asked of an inbox.
  private static final class CountedInboxes implements Inboxes {
    private final Inboxes inboxes;
    private int rows;
    private int finds;
    private int mostAtOnce;

    CountedInboxes(Inboxes inboxes) {
      this.inboxes = inboxes;
    }

    @Override
    public CompletionStage<Optional<Entry>> find(String user, String conversation) {
      finds++;
      return inboxes.find(user, conversation);
    }

    @Override
    public CompletionStage<Page> channels(String user, String after, int limit) {
      return inboxes.channels(user, after, limit);
    }

    @Override
    public CompletionStage<Void> keep(List<Keeping> keepings) {
      return inboxes.keep(keepings);
    }

    @Override
    public CompletionStage<Void> touch(List<Touch> touches, Instant now) {
      return inboxes.touch(touches, now);
    }

    @Override
    public CompletionStage<Void> mark(List<Inboxes.Mark> marks) {
      return inboxes.mark(marks);
    }

    @Override
    public CompletionStage<Page> page(String user, String after, int limit) {
      rows += limit;
      mostAtOnce = Math.max(mostAtOnce, limit);
      return inboxes.page(user, after, limit);
    }
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static String name(int i) {
    return "d:alice:u%05d".formatted(i);
  }

  private void add(int i, int hour) {
    Event event =
        Event.newBuilder()
            .setConversation(name(i))
            .setSeq(1)
            .setMessageId(1_000 + i)
            .setMessage(ChatMessage.newBuilder().setClientMessageId("c").setText("x"))
            .build();
    get(history.log().append(name(i), List.of(new NewEvent(event, new LogPosition(1, 0, i)))));
    get(
        inboxes.touch(
            List.of(new Inboxes.Touch("alice", name(i), Kind.DIRECT)),
            Instant.ofEpochSecond(hour * 3_600L)));
  }

  /// All pages, one after another.
  private List<String> moved(MovedPosition since, int limit) {
    List<String> told = new ArrayList<>();
    MovedPosition from = since;
    while (true) {
      inboxes.rows = 0;
      Heads page = get(reads.moved("alice", from, limit));
      assertTrue(page.getItemsCount() <= limit);
      assertTrue(inboxes.rows <= Reads.ROWS_MAX, () -> "rows: " + inboxes.rows);
      page.getItemsList().stream().map(ConversationHead::getConversation).forEach(told::add);
      if (page.getNextPageToken().isEmpty()) {
        return told;
      }
      from = PageToken.moved(page.getNextPageToken()).orElseThrow();
    }
  }

  private List<String> list(int limit) {
    List<String> told = new ArrayList<>();
    ListPosition from = ListPosition.START;
    while (true) {
      inboxes.rows = 0;
      ConversationList page =
          get(reads.list(
                  "alice", new Action.ListConversations(from, limit, Which.WHICH_UNSPECIFIED)))
              .getConversations();
      assertTrue(page.getItemsCount() <= limit);
      assertTrue(inboxes.rows <= Reads.ROWS_MAX, () -> "rows: " + inboxes.rows);
      page.getItemsList().stream().map(ConversationItem::getConversation).forEach(told::add);
      if (page.getNextPageToken().isEmpty()) {
        return told;
      }
      from = PageToken.list(page.getNextPageToken()).orElseThrow();
    }
  }

  @Test
  void whatMovedIsToldWhereverItStandsInTheInbox() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < Reads.ROWS_MAX + 1_500; i++) {
      boolean moved = i % 2_000 < 3 || i > Reads.ROWS_MAX;
      add(i, moved ? HOUR : HOUR - 2);
      if (moved) {
        expected.add(name(i));
      }
    }
    for (int limit : new int[] {1, 7, 200}) {
      assertEquals(expected, moved(new MovedPosition(HOUR - 1, ""), limit));
    }
    assertTrue(inboxes.mostAtOnce <= 1_000);
  }

  @Test
  void anAnswerMayTellNothingAndWhereToGoOn() {
    for (int i = 0; i <= Reads.ROWS_MAX; i++) {
      add(i, i == Reads.ROWS_MAX ? HOUR : HOUR - 2);
    }
    Heads first = get(reads.moved("alice", new MovedPosition(HOUR, ""), 200));
    assertEquals(0, first.getItemsCount());
    assertEquals(List.of(name(Reads.ROWS_MAX)), moved(new MovedPosition(HOUR, ""), 200));
  }

  @Test
  void aListRanksSoManyConversationsAndNamesTheOthersAfterThem() {
    List<String> expected = new ArrayList<>();
    int all = Reads.ROWS_MAX + 450;
    for (int i = 0; i < all; i++) {
      add(i, HOUR + i / 500);
    }
    for (int i = Reads.ROWS_MAX - 1; i >= 0; i--) {
      expected.add(name(i));
    }
    for (int i = Reads.ROWS_MAX; i < all; i++) {
      expected.add(name(i));
    }
    assertEquals(expected, list(200));
    assertTrue(inboxes.mostAtOnce <= 1_000);
  }

  @Test
  void aSmallInboxTakesOneRead() {
    for (int i = 0; i < 5; i++) {
      add(i, HOUR);
    }
    assertEquals(5, moved(new MovedPosition(HOUR, ""), 200).size());
    assertEquals(1_000, inboxes.rows);
    assertEquals(5, list(200).size());
    assertEquals(1_000, inboxes.rows);
  }

  @Test
  void draftsAreReadNoFurtherThanThePageGoes() {
    for (int i = 0; i < 200; i++) {
      add(i, HOUR);
      Inboxes.Kept draft = new Inboxes.Kept.Draft("x".repeat(4_000), 0, 1);
      get(history.inboxes().keep(List.of(new Inboxes.Keeping("alice", name(i), 1, draft))));
    }
    Action.ListConversations all =
        new Action.ListConversations(ListPosition.START, 200, Which.WHICH_UNSPECIFIED);
    ConversationList page = get(reads.list("alice", all)).getConversations();
    assertTrue(page.getItemsCount() < 20, "items: " + page.getItemsCount());
    assertTrue(page.getItemsCount() > 1, "items: " + page.getItemsCount());
    assertTrue(page.getSerializedSize() <= Reads.BYTES_MAX);
    int most = page.getItemsCount() + ItemReads.AT_ONCE;
    assertTrue(inboxes.finds <= most, "drafts read: " + inboxes.finds);
    assertEquals(200, list(200).size());
  }

  private static CompletableFuture<Mark> mark(Reads reads, String user, int channel) {
    ConversationId.Channel marked =
        (ConversationId.Channel) ConversationId.parse(Rooms.channel(channel)).orElseThrow();
    return reads
        .marked(user, marked, Mark.newBuilder().setRead(1).build(), true)
        .toCompletableFuture();
  }

  @Test
  void theMarksOfOneUserTakeOnlyPartOfWhatIsReadForMarks() {
    HeldReader reader = new HeldReader(history.reader());
    Reads.Memory memory = new Reads.Memory(reader, inboxes, history.membership());
    Reads held = new Reads(memory, 2 * Reads.OF_USER_MAX, 1, EdgeMetrics.NONE);
    reader.hold();
    for (int i = 0; i < Reads.OF_USER_MAX; i++) {
      assertFalse(mark(held, "alice", i).isDone());
    }
    assertTrue(mark(held, "alice", 100).isCompletedExceptionally());
    for (int i = 0; i < Reads.OF_USER_MAX; i++) {
      assertFalse(mark(held, "u" + i, 0).isDone(), "a crowd shares a read");
    }
    assertFalse(mark(held, "bob", 101).isDone());
  }
}
