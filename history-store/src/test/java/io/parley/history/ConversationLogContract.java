package io.parley.history;

import static io.parley.history.Timelines.conversation;
import static io.parley.history.Timelines.down;
import static io.parley.history.Timelines.get;
import static io.parley.history.Timelines.id;
import static io.parley.history.Timelines.message;
import static io.parley.history.Timelines.messages;
import static io.parley.history.Timelines.reaction;
import static io.parley.history.Timelines.renamed;
import static io.parley.history.Timelines.seqs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.history.ConversationLog.MessageSearch;
import io.parley.history.ConversationLog.Search;
import io.parley.history.SearchMemory.MessageKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every [ConversationLog] does.
public abstract class ConversationLogContract {
  private final String conversation = conversation();

  protected abstract ConversationLog log();

  private void store(List<NewEvent> events) {
    get(log().append(conversation, events));
  }

  private List<EventRef> tail(int limit) {
    return get(log().tail(conversation, limit));
  }

  private Search search(long seq, long notBefore, long upToSeq, int limit) {
    return search(
        new MessageSearch(
            conversation, senderOf(seq), "c" + seq, notBefore, id(upToSeq), upToSeq, limit));
  }

  private Search search(MessageSearch search) {
    MessageKey key = new MessageKey(search.sender(), search.clientMessageId());
    return get(log().search(search, new SearchMemory(Set.of(key))));
  }

  private static String senderOf(long seq) {
    return seq % 2 == 0 ? "bob" : "alice";
  }

  @Test
  void aConversationThatNeverWasHasNoTail() {
    assertEquals(List.of(), tail(128));
  }

  @Test
  void theTailIsTheNewestEventsNewestFirst() {
    store(messages(conversation, 1, 23));
    assertEquals(down(23, 12), seqs(tail(12)));
    assertEquals(down(23, 1), seqs(tail(23)));
    assertEquals(down(23, 1), seqs(tail(100)));
    assertEquals(down(23, 23), seqs(tail(1)));
  }

  @Test
  void aRefTellsAllThatIdentifiesAnEvent() {
    NewEvent message = message(conversation, 1);
    NewEvent reaction = reaction(conversation, 2);
    store(List.of(message, reaction));
    assertEquals(List.of(EventRef.of(reaction), EventRef.of(message)), tail(5));
    assertEquals("c1", tail(5).getLast().clientMessageId());
    assertEquals("", tail(5).getFirst().clientMessageId());
  }

  @Test
  void aRefTellsTheRosterAndHowItsSenderCalledAChangeOfIt() {
    NewEvent created = renamed(conversation, 1, "n1", 1);
    NewEvent message = message(conversation, 2);
    NewEvent inGroup = new NewEvent(message.event(), message.position(), 1);
    NewEvent renamed = renamed(conversation, 3, "", 2);
    store(List.of(created, inGroup, renamed));
    List<EventRef> tail = tail(5);
    assertEquals(List.of(EventRef.of(renamed), EventRef.of(inGroup), EventRef.of(created)), tail);
    assertEquals(List.of(2L, 1L, 1L), tail.stream().map(EventRef::rosterVersion).toList());
    assertEquals(List.of("", "c2", "n1"), tail.stream().map(EventRef::clientMessageId).toList());
    assertEquals(new Search.Found(EventRef.of(created)), search(named("n1")));
  }

  private MessageSearch named(String clientMessageId) {
    return new MessageSearch(conversation, senderOf(1), clientMessageId, 0, id(3), 3, 10);
  }

  @Test
  void storingAgainChangesNothingWhateverCameAfter() {
    store(messages(conversation, 1, 7));
    store(messages(conversation, 8, 14));
    List<EventRef> before = tail(50);
    store(messages(conversation, 1, 7));
    store(messages(conversation, 3, 12));
    assertEquals(before, tail(50));
  }

  @Test
  void storingNothingIsNothing() {
    store(List.of());
    assertEquals(List.of(), tail(1));
  }

  @Test
  void conversationsDoNotSeeEachOther() {
    String other = conversation();
    store(messages(conversation, 1, 3));
    get(log().append(other, messages(other, 1, 2)));
    assertEquals(down(3, 1), seqs(tail(9)));
    assertEquals(down(2, 1), seqs(get(log().tail(other, 9))));
  }

  @Test
  void eventsOutOfOrderAreRefused() {
    List<List<NewEvent>> wrong =
        List.of(
            List.of(message(conversation, 1), message(conversation, 3)),
            List.of(message(conversation, 2), message(conversation, 1)),
            List.of(message(conversation(), 1)));
    for (List<NewEvent> events : wrong) {
      CompletionException refusal = assertThrows(CompletionException.class, () -> store(events));
      assertInstanceOf(IllegalArgumentException.class, refusal.getCause());
    }
    assertEquals(List.of(), tail(9));
  }

  @Test
  void anEventIsFoundByItsIdAndByEveryIdUpToTheNext() {
    assertEquals(Optional.empty(), get(log().newestUpTo(conversation, id(1))));
    store(messages(conversation, 1, 23));
    for (long seq = 1; seq <= 23; seq++) {
      Optional<EventRef> expected = Optional.of(EventRef.of(message(conversation, seq)));
      assertEquals(expected, get(log().newestUpTo(conversation, id(seq))));
      assertEquals(expected, get(log().newestUpTo(conversation, id(seq) + 1)));
      assertEquals(expected, get(log().newestUpTo(conversation, id(seq + 1) - 1)));
    }
    assertEquals(Optional.empty(), get(log().newestUpTo(conversation, id(1) - 1)));
    assertEquals(
        Optional.of(EventRef.of(message(conversation, 23))),
        get(log().newestUpTo(conversation, id(500))));
  }

  @Test
  void largeEventsAreStoredToo() {
    String text = "x".repeat(60_000);
    store(Stream.of(1, 2, 3, 4).map(seq -> message(conversation, seq, text)).toList());
    assertEquals(down(4, 1), seqs(tail(9)));
  }

  @Test
  void aSearchFindsTheMessageOfThisSenderOnly() {
    store(messages(conversation, 1, 23));
    assertEquals(new Search.Found(EventRef.of(message(conversation, 5))), search(5, 0, 23, 1_000));
    MessageSearch byAnother =
        new MessageSearch(conversation, "mallory", "c5", 0, id(23), 23, 1_000);
    assertEquals(new Search.Absent(), search(byAnother));
  }

  @Test
  void aSearchStopsBeforeTheFirstAttempt() {
    store(messages(conversation, 1, 23));
    assertInstanceOf(Search.Found.class, search(5, id(5), 23, 1_000));
    assertEquals(new Search.Absent(), search(5, id(5) + 1, 23, 1_000));
    assertEquals(new Search.Absent(), search(5, id(400), 23, 1_000));
  }

  @Test
  void aSearchThatEndsAtItsLimitDoesNotSayThatNothingIsThere() {
    store(messages(conversation, 1, 23));
    assertInstanceOf(Search.Found.class, search(14, 0, 23, 10));
    assertEquals(new Search.Unknown(id(13)), search(13, 0, 23, 10));
    assertEquals(new Search.Unknown(id(1)), search(99, 0, 23, 22));
    assertEquals(new Search.Unknown(id(23)), search(99, 0, 23, 0));
    assertEquals(new Search.Absent(), search(99, 0, 23, 23));
    assertEquals(new Search.Absent(), search(99, id(14), 23, 10));
  }

  @Test
  void aSearchNeitherSeesNorCountsWhatIsAboveItsEnd() {
    store(messages(conversation, 1, 23));
    assertEquals(new Search.Absent(), search(20, 0, 19, 1_000));
    assertInstanceOf(Search.Found.class, search(19, 0, 19, 1_000));
    assertInstanceOf(Search.Found.class, search(10, 0, 19, 10));
    assertEquals(new Search.Unknown(id(9)), search(9, 0, 19, 10));
  }

  @Test
  void aSearchThatEndsBeforeItBeginsFindsNothing() {
    store(messages(conversation, 1, 5));
    assertEquals(new Search.Absent(), search(3, id(4), 3, 10));
  }

  @Test
  void aSearchInNothingFindsNothing() {
    assertEquals(new Search.Absent(), search(1, 0, 0, 10));
  }

  @Test
  void searchesThatShareAMemoryFindWhatEachWouldFindAlone() {
    store(messages(conversation, 1, 23));
    Set<MessageKey> wanted = new HashSet<>();
    for (long seq = 1; seq <= 25; seq++) {
      wanted.add(new MessageKey(senderOf(seq), "c" + seq));
    }
    for (long end = 0; end <= 23; end += 23) {
      SearchMemory memory = new SearchMemory(wanted);
      for (long seq : new long[] {20, 25, 4, 18, 1, 24, 23}) {
        for (int limit : new int[] {3, 30, 12}) {
          for (long notBefore : new long[] {0, id(10), id(22)}) {
            MessageSearch search =
                new MessageSearch(
                    conversation, senderOf(seq), "c" + seq, notBefore, id(end), end, limit);
            assertEquals(search(search), get(log().search(search, memory)), search::toString);
          }
        }
      }
    }
  }
}
