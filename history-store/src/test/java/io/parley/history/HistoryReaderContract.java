package io.parley.history;

import static io.parley.history.Timelines.conversation;
import static io.parley.history.Timelines.down;
import static io.parley.history.Timelines.get;
import static io.parley.history.Timelines.id;
import static io.parley.history.Timelines.messages;
import static io.parley.history.Timelines.mixed;
import static io.parley.history.Timelines.seqsOf;
import static io.parley.history.Timelines.up;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.HistoryReader.EventPage;
import io.parley.protocol.v1.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What every [HistoryReader] does.
public abstract class HistoryReaderContract {
  private final String conversation = conversation();

  protected abstract ConversationLog log();

  protected abstract HistoryReader reader();

  private void store(List<NewEvent> events) {
    get(log().append(conversation, events));
  }

  private EventPage before(long before, int limit) {
    return get(reader().before(conversation, before, limit));
  }

  private EventPage after(long after, int limit) {
    return get(reader().after(conversation, after, limit));
  }

  private static void assertHead(long seq, EventPage page) {
    assertEquals(seq, page.headSeq());
    assertEquals(seq == 0 ? 0 : id(seq), page.headMessageId());
  }

  @Test
  void aConversationThatNeverWasHasAnEmptyPageAndNoHead() {
    assertEquals(new EventPage(List.of(), false, 0, 0), before(Long.MAX_VALUE, 10));
    assertEquals(new EventPage(List.of(), false, 0, 0), before(id(5), 10));
    assertEquals(new EventPage(List.of(), false, 0, 0), after(0, 10));
    assertEquals(new EventPage(List.of(), false, 0, 0), after(id(5), 10));
  }

  @Test
  void pagesBackwardsNeitherRepeatNorSkip() {
    store(messages(conversation, 1, 23));
    for (int limit : new int[] {1, 4, 5, 7, 23, 50}) {
      List<Long> seen = new ArrayList<>();
      EventPage page = before(Long.MAX_VALUE, limit);
      seen.addAll(seqsOf(page.events()));
      while (page.more()) {
        assertEquals(limit, page.events().size());
        assertHead(23, page);
        page = before(page.events().getLast().getMessageId(), limit);
        seen.addAll(seqsOf(page.events()));
      }
      assertEquals(down(23, 1), seen);
    }
  }

  @Test
  void pagesForwardsNeitherRepeatNorSkip() {
    store(messages(conversation, 1, 23));
    for (int limit : new int[] {1, 4, 5, 7, 23, 50}) {
      List<Long> seen = new ArrayList<>();
      EventPage page = after(0, limit);
      seen.addAll(seqsOf(page.events()));
      while (page.more()) {
        assertEquals(limit, page.events().size());
        assertHead(23, page);
        page = after(page.events().getLast().getMessageId(), limit);
        seen.addAll(seqsOf(page.events()));
      }
      assertEquals(up(1, 23), seen);
      assertHead(23, page);
    }
  }

  @Test
  void aCursorBetweenEventsWorksLikeOneOnThem() {
    store(messages(conversation, 1, 23));
    for (long seq = 1; seq <= 23; seq++) {
      assertEquals(up(seq + 1, 23), seqsOf(after(id(seq), 50).events()));
      assertEquals(up(seq + 1, 23), seqsOf(after(id(seq) + 1, 50).events()));
      assertEquals(down(seq - 1, 1), seqsOf(before(id(seq), 50).events()));
      assertEquals(down(seq, 1), seqsOf(before(id(seq) + 1, 50).events()));
    }
  }

  @Test
  void whoHasEverythingGetsNothingAndTheHead() {
    store(messages(conversation, 1, 10));
    EventPage page = after(id(10), 5);
    assertEquals(List.of(), page.events());
    assertFalse(page.more());
    assertHead(10, page);
  }

  @Test
  void thereIsMoreOnlyWhereThereIs() {
    store(messages(conversation, 1, 10));
    assertFalse(before(Long.MAX_VALUE, 10).more());
    assertTrue(before(Long.MAX_VALUE, 9).more());
    assertFalse(after(0, 10).more());
    assertTrue(after(0, 9).more());
    assertFalse(before(id(1), 9).more());
    assertFalse(after(id(10), 9).more());
  }

  @Test
  void pagesOfHistoryAreMessagesAndPagesOfCatchUpAreEvents() {
    store(mixed(conversation, 23, seq -> seq % 3 == 0));
    List<Long> messages = down(23, 1).stream().filter(seq -> seq % 3 != 0).toList();
    List<Long> seen = new ArrayList<>();
    EventPage page = before(Long.MAX_VALUE, 4);
    seen.addAll(seqsOf(page.events()));
    while (page.more()) {
      page = before(page.events().getLast().getMessageId(), 4);
      seen.addAll(seqsOf(page.events()));
    }
    assertEquals(messages, seen);
    assertEquals(up(1, 23), seqsOf(after(0, 50).events()));
  }

  @Test
  void eventsThatAreNoMessagesDoNotMakeMoreOfHistory() {
    store(mixed(conversation, 23, seq -> seq <= 18 || seq == 23));
    EventPage page = before(Long.MAX_VALUE, 4);
    assertEquals(down(22, 19), seqsOf(page.events()));
    assertFalse(page.more());
    assertHead(23, page);
    assertTrue(before(Long.MAX_VALUE, 3).more());
    assertEquals(List.of(), before(id(19), 4).events());
  }

  @Test
  void whereMessagesAreFarApartAPageEndsWithTheLastEventThatWasLookedAt() {
    long most = HistoryReader.LOOKED_THROUGH_MAX;
    long head = most + 250;
    store(mixed(conversation, head, seq -> seq != head - 1 && seq != head - 2 && seq != 2));
    EventPage page = before(Long.MAX_VALUE, 5);
    assertEquals(List.of(head - 1, head - 2, head - most + 1), seqsOf(page.events()));
    assertTrue(page.more());
    assertHead(head, page);
    EventPage last = before(id(head - most + 1), 5);
    assertEquals(List.of(2L), seqsOf(last.events()));
    assertFalse(last.more());
    EventPage none = before(id(head - 2), 5);
    assertEquals(List.of(head - 2 - most), seqsOf(none.events()));
    assertTrue(none.more());
  }

  /// A page that is full need not say how far it has looked: the next one does.
  @Test
  void aFullPageBeforeManyEventsEndsWithItsMessage() {
    long most = HistoryReader.LOOKED_THROUGH_MAX;
    long head = most + 250;
    store(mixed(conversation, head, seq -> seq != head && seq != 1));
    EventPage page = before(Long.MAX_VALUE, 1);
    assertEquals(List.of(head), seqsOf(page.events()));
    assertTrue(page.more());
    EventPage next = before(id(head), 1);
    assertEquals(List.of(head - most), seqsOf(next.events()));
    assertTrue(next.more());
    assertEquals(List.of(1L), seqsOf(before(id(head - most), 1).events()));
  }

  /// Nothing lies before the first event, however many were looked through.
  @Test
  void theFirstEventIsTheEndAlsoWhereNoMoreMayBeLookedThrough() {
    store(mixed(conversation, HistoryReader.LOOKED_THROUGH_MAX, _ -> true));
    EventPage page = before(Long.MAX_VALUE, 5);
    assertEquals(List.of(), page.events());
    assertFalse(page.more());
  }

  @Test
  void anEventComesBackAsItWasStored() {
    store(messages(conversation, 1, 1));
    Event stored = Timelines.message(conversation, 1).event();
    assertEquals(List.of(stored), after(0, 1).events());
    assertEquals(List.of(stored), before(Long.MAX_VALUE, 1).events());
  }

  @Test
  void headsAreThoseOfConversationsThatHaveOne() {
    String other = conversation();
    String empty = conversation();
    store(messages(conversation, 1, 12));
    get(log().append(other, messages(other, 1, 1)));
    assertEquals(
        Map.of(
            conversation,
            Timelines.message(conversation, 12).event(),
            other,
            Timelines.message(other, 1).event()),
        get(reader().heads(List.of(conversation, empty, other))));
    assertEquals(Map.of(), get(reader().heads(List.of())));
  }
}
