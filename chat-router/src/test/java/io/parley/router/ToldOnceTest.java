package io.parley.router;

import static io.parley.router.Passed.answerIn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.Inboxes;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Role;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a partition does once and not again: telling everybody, and noting it in their inboxes.
class ToldOnceTest extends OnePartition {
  private long toFollowers() {
    return outside.sent.stream().filter(sent -> !sent.getChannel().isEmpty()).count();
  }

  @Test
  void messageOfALargeGroupCostsNoMoreThanOneOfTwo() {
    decide(createGroup("ann", users(MOST - 1)));
    outside.calls.clear();
    outside.rows = 0;
    assertTrue(decide(send(GROUP, "u7", "m")));
    assertEquals(List.of("append", "locate", "send"), outside.calls);
    assertEquals(1, outside.rows);
  }

  @Test
  void norDoesOneOfALargeGroupThatIsNotCached() {
    router = open(0);
    decide(createGroup("ann", users(MOST - 1)));
    outside.calls.clear();
    outside.rows = 0;
    assertTrue(decide(send(GROUP, "u7", "m")));
    assertEquals(List.of("tail", "shown", "append", "locate", "send"), outside.calls);
    assertEquals(1, outside.rows);
  }

  @Test
  void whoHasComeInByAnotherRouterIsTouchedInAnHourThatTheOthersHaveNoted() {
    router = open(0);
    decide(createGroup("ann", "bob"));
    PartitionRouter other = open();
    other.decide(records(add(GROUP, "ann", "cy"))).toCompletableFuture().join();
    outside.touches.clear();
    decide(send(GROUP, "ann", "m"));
    assertEquals(
        List.of("ann", "bob", "cy"), outside.touches.stream().map(Inboxes.Touch::user).toList());
  }

  @Test
  void whoIsAddedIsTouchedInAnHourThatTheOthersHaveNoted() {
    decide(createGroup("ann", "bob"));
    outside.touches.clear();
    decide(add(GROUP, "ann", "cy"));
    assertEquals(List.of("cy"), outside.touches.stream().map(Inboxes.Touch::user).toList());
  }

  @Test
  void repeatOfWhatEverybodyHasHeardGoesToTheAskerAlone() {
    decide(createChannel("ann"), add(CHANNEL, "ann", "bob"), setRole("bob", Role.ADMIN));
    decide(send(CHANNEL, "bob", "old"));
    decide(ban("bob"));
    outside.interested.put(CHANNEL, Set.of(6, 7));
    outside.sent.clear();
    outside.calls.clear();
    decide(send(CHANNEL, "bob", "old"), send(CHANNEL, "bob", "old"));
    assertEquals(List.of("send", "send"), outside.calls);
    assertEquals(0, toFollowers());
    assertEquals(3, answerIn(outside.sent.getLast()).getSent().getSeq());
  }

  @Test
  void repeatOfWhatPerhapsNobodyHasHeardIsToldToAllOnce() {
    decide(createChannel("ann"), send(CHANNEL, "ann", "old"));
    outside.interested.put(CHANNEL, Set.of(6, 7));
    outside.sent.clear();
    router = open();
    decide(send(CHANNEL, "ann", "old"), send(CHANNEL, "ann", "old"));
    assertEquals(2, toFollowers());
    decide(send(CHANNEL, "ann", "old"));
    assertEquals(2, toFollowers());
    assertEquals(3, outside.sent.stream().filter(sent -> answerIn(sent).hasSent()).count());
  }

  @Test
  void nobodyHasHeardWhatWasToldWhenNobodyCouldBeAsked() {
    decide(createChannel("ann"));
    outside.failing = Set.of("locate");
    outside.slots = Set.of();
    decide(send(CHANNEL, "ann", "old"));
    outside.failing = Set.of();
    outside.interested.put(CHANNEL, Set.of(6));
    decide(send(CHANNEL, "ann", "old"));
    assertEquals(1, toFollowers());
  }

  @Test
  void repeatOfARequestWritesNothing() {
    decide(createGroup("ann", "bob"));
    Command.Builder adds = add(GROUP, "ann", users(MOST - 2)).setClientMessageId("add");
    assertTrue(decide(adds));
    outside.calls.clear();
    outside.rows = 0;
    assertTrue(decide(adds, adds));
    assertEquals(List.of("send", "send"), outside.calls);
    assertEquals(0, outside.rows);
  }
}
