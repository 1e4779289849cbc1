package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.socket.GatheredMarks.Asked;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Mark;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheredMarksTest {
  private static final long SECOND = 1_000_000_000L;
  private static final ConversationId DIRECT = ConversationId.direct("alice", "bob");

  private final GatheredMarks marks = new GatheredMarks();

  private static Asked asked(ConversationId conversation, long delivered, long read, long id) {
    Mark mark =
        Mark.newBuilder().setDelivered(delivered).setRead(read).setReadMessageId(id).build();
    return new Asked("r" + read, conversation, mark);
  }

  private static ConversationId group(int number) {
    return ConversationId.parse(Rooms.group(number)).orElseThrow();
  }

  @Test
  void theFirstGoesAtOnceAndThoseAfterItBecomeOne() {
    assertTrue(marks.isNow(asked(DIRECT, 1, 1, 0), 0));
    assertFalse(marks.isNow(asked(DIRECT, 2, 2, 20), SECOND / 4));
    assertFalse(marks.isNow(asked(DIRECT, 5, 4, 40), SECOND / 2));
    assertFalse(marks.isNow(asked(DIRECT, 3, 3, 30), SECOND / 2));
    assertEquals(List.of(), marks.due(SECOND - 1));
    assertEquals(
        List.of(new Asked("r3", DIRECT, asked(DIRECT, 5, 4, 40).mark())), marks.due(SECOND));
    assertEquals(List.of(), marks.due(SECOND));
  }

  @Test
  void ofOneReadTheLargerIdStays() {
    marks.isNow(asked(DIRECT, 0, 1, 0), 0);
    marks.isNow(asked(DIRECT, 0, 4, 40), 1);
    marks.isNow(asked(DIRECT, 0, 4, 0), 2);
    assertEquals(40, marks.due(SECOND).getFirst().mark().getReadMessageId());
  }

  @Test
  void theyNeverComeCloserThanThatHoweverManyThereAre() {
    int sent = 0;
    for (int i = 1; i <= 100; i++) {
      long now = i * SECOND / 10;
      sent += marks.isNow(asked(DIRECT, i, i, 0), now) ? 1 : 0;
      sent += marks.due(now).size();
    }
    assertEquals(10, sent, 1);
  }

  @Test
  void aConversationThatRestsIsForgotten() {
    marks.isNow(asked(DIRECT, 1, 1, 0), 0);
    marks.due(SECOND);
    assertTrue(marks.isEmpty());
    assertTrue(marks.isNow(asked(DIRECT, 2, 2, 0), SECOND + 1));
  }

  @Test
  void inChannelsTheyLieFurtherApart() {
    ConversationId channel = ConversationId.parse(Rooms.channel(1)).orElseThrow();
    marks.isNow(asked(channel, 1, 1, 0), 0);
    marks.isNow(asked(channel, 2, 2, 0), 1);
    assertEquals(List.of(), marks.due(5 * SECOND - 1));
    assertEquals(1, marks.due(5 * SECOND).size());
  }

  @Test
  void oneThatIsKeptBackWaitsForAsLongAgainWithWhatCameMeanwhile() {
    marks.isNow(asked(DIRECT, 5, 5, 50), 0);
    marks.isNow(asked(DIRECT, 6, 4, 40), SECOND / 4);
    assertTrue(marks.keepBack(asked(DIRECT, 5, 5, 50), SECOND / 2));
    assertEquals(List.of(), marks.due(SECOND));
    assertEquals(
        List.of(new Asked("r4", DIRECT, asked(DIRECT, 6, 5, 50).mark())), marks.due(2 * SECOND));
    assertEquals(List.of(), marks.due(3 * SECOND));
    assertTrue(marks.keepBack(asked(DIRECT, 5, 5, 50), 3 * SECOND), "also once it was forgotten");
    for (int i = 1; i < GatheredMarks.CONVERSATIONS_MAX; i++) {
      assertTrue(marks.keepBack(asked(group(i), 1, 1, 0), 3 * SECOND));
    }
    assertFalse(marks.keepBack(asked(group(0), 1, 1, 0), 3 * SECOND));
  }

  @Test
  void beyondSoManyConversationsMarksGoAtOnce() {
    for (int i = 0; i < GatheredMarks.CONVERSATIONS_MAX; i++) {
      assertTrue(marks.isNow(asked(group(i), 1, 1, 0), 0));
      assertFalse(marks.isNow(asked(group(i), 2, 2, 0), 0));
    }
    for (int i = 0; i < 3; i++) {
      assertTrue(marks.isNow(asked(group(GatheredMarks.CONVERSATIONS_MAX), i, i, 0), 0));
    }
    assertEquals(GatheredMarks.CONVERSATIONS_MAX, marks.takeAll().size());
    assertTrue(marks.isEmpty());
  }
}
