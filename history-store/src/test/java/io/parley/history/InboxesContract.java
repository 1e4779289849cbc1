package io.parley.history;

import static io.parley.history.Timelines.conversation;
import static io.parley.history.Timelines.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.history.Inboxes.Entry;
import io.parley.history.Inboxes.Mark;
import io.parley.history.Inboxes.Touch;
import io.parley.protocol.v1.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [Inboxes] does.
public abstract class InboxesContract {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int HOUR_OF_NOW = Inboxes.hourOf(NOW);

  private final String conversation = conversation();
  private final String alice = "alice-" + conversation.hashCode();
  private final String bob = "bob-" + conversation.hashCode();

  protected abstract Inboxes inboxes();

  private void touch(Instant now, String... users) {
    List<Touch> touches =
        List.of(users).stream().map(user -> new Touch(user, conversation, Kind.DIRECT)).toList();
    get(inboxes().touch(touches, now));
  }

  private void mark(long delivered, long read, long readMessageId) {
    get(inboxes().mark(List.of(new Mark(alice, conversation, delivered, read, readMessageId))));
  }

  private void assertEntry(int hour, long delivered, long read, long readMessageId) {
    assertEquals(
        List.of(new Entry(conversation, Kind.DIRECT, hour, read, readMessageId, delivered)),
        get(inboxes().of(alice)));
  }

  @Test
  void whoNeverHadAConversationHasNone() {
    assertEquals(List.of(), get(inboxes().of(alice)));
  }

  @Test
  void aTouchPutsTheConversationInTheInboxOfEach() {
    touch(NOW, alice, bob);
    assertEntry(HOUR_OF_NOW, 0, 0, 0);
    assertEquals(1, get(inboxes().of(bob)).size());
  }

  @Test
  void anHourOnlyMovesForward() {
    touch(NOW, alice);
    touch(NOW.plus(HOUR), alice);
    touch(NOW, alice);
    touch(NOW.minus(HOUR), alice);
    assertEntry(HOUR_OF_NOW + 1, 0, 0, 0);
  }

  @Test
  void watermarksOnlyMoveForwardEachByItself() {
    touch(NOW, alice);
    mark(7, 5, 500);
    assertEntry(HOUR_OF_NOW, 7, 5, 500);
    mark(6, 4, 400);
    assertEntry(HOUR_OF_NOW, 7, 5, 500);
    mark(9, 0, 0);
    assertEntry(HOUR_OF_NOW, 9, 5, 500);
    mark(0, 8, 800);
    assertEntry(HOUR_OF_NOW, 9, 8, 800);
    mark(0, 0, 0);
    assertEntry(HOUR_OF_NOW, 9, 8, 800);
  }

  @Test
  void aWatermarkBelowZeroIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Mark(alice, conversation, -1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Mark(alice, conversation, 0, -1, 0));
  }

  @Test
  void aTouchLeavesWatermarksAndAMarkLeavesTheHour() {
    touch(NOW, alice);
    mark(3, 2, 200);
    touch(NOW.plus(HOUR), alice);
    assertEntry(HOUR_OF_NOW + 1, 3, 2, 200);
  }

  @Test
  void aMarkAloneMakesNoConversation() {
    mark(3, 2, 200);
    assertEquals(List.of(), get(inboxes().of(alice)));
    touch(NOW, alice);
    assertEntry(HOUR_OF_NOW, 3, 2, 200);
  }

  @Test
  void manyAtOnceAreAllNoted() {
    List<String> conversations =
        IntStream.range(0, 350).mapToObj(i -> conversation + "-" + i).toList();
    List<String> users = IntStream.range(0, 150).mapToObj(i -> alice + "-" + i).toList();
    get(
        inboxes()
            .touch(
                conversations.stream().map(one -> new Touch(alice, one, Kind.DIRECT)).toList(),
                NOW));
    get(
        inboxes()
            .touch(
                users.stream().map(one -> new Touch(one, conversation, Kind.DIRECT)).toList(),
                NOW));
    List<Entry> found = get(inboxes().of(alice));
    assertEquals(350, found.size());
    Set<String> names = new HashSet<>(found.stream().map(Entry::conversation).toList());
    assertEquals(new HashSet<>(conversations), names);
    for (String user : users) {
      assertEquals(1, get(inboxes().of(user)).size());
    }
  }
}
