package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.Standing.Status;
import io.parley.presence.SessionLookup;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/// What a session does not hear, its device must not be told that it has.
class ManyChannelsTest {
  private static final String NEWS = "c:newsnewsnewsnewsnewsne";
  private static final int MAX = LoopChannels.OF_SESSION_MAX;

  private final SteppedEdge edge = new SteppedEdge("recheck-every: 20s");

  private static String channel(int number) {
    return "c:%022d".formatted(number);
  }

  private boolean tellsTime(SteppedSocket phone) {
    phone.send("{\"id\":\"1\",\"ping\":{}}");
    edge.pass(Duration.ofMillis(50));
    return phone.frames().stream().anyMatch(frame -> frame.contains("serverTime"));
  }

  @Test
  void whoIsLetIntoMoreThanItHearsIsToldNoTime() {
    SteppedSocket phone = edge.welcomed(1, "alice/phone");
    for (int i = 0; i < MAX; i++) {
      edge.standing("alice", channel(i), Status.MEMBER);
      edge.deliver(SteppedEdge.moved(channel(i), true, "alice"));
    }
    assertTrue(tellsTime(phone));
    assertEquals(0, edge.metrics.notHeard);
    edge.standing("alice", channel(MAX), Status.MEMBER);
    edge.deliver(SteppedEdge.moved(channel(MAX), true, "alice"));
    assertEquals(1, edge.metrics.notHeard);
    assertFalse(tellsTime(phone));
    edge.pass(Duration.ofSeconds(20));
    assertFalse(tellsTime(phone), "as before, when it is looked at again");
  }

  @Test
  void whoIsInMoreAtItsHelloIsToldNoTimeUntilItHearsAll() {
    for (int i = 0; i <= MAX; i++) {
      edge.standing("alice", channel(i), Status.MEMBER);
    }
    SteppedSocket phone = edge.welcomed(1, "alice/phone");
    assertEquals(MAX, edge.metrics.members);
    assertEquals(1, edge.metrics.notHeard);
    assertFalse(tellsTime(phone));
    edge.standing("alice", channel(7), Status.OUT);
    edge.deliver(SteppedEdge.moved(channel(7), false, "alice"));
    assertFalse(tellsTime(phone), "there may be one it does not hear");
    edge.pass(Duration.ofSeconds(20));
    edge.tick();
    phone.frames();
    assertTrue(tellsTime(phone));
    edge.deliver(SteppedEdge.toChannel(channel(MAX), 1));
    phone.next("event");
  }

  @Test
  void whoHasLeftAllAndMayBeInMoreIsStillToldNoTime() {
    for (int i = 0; i <= MAX; i++) {
      edge.standing("alice", channel(i), Status.MEMBER);
    }
    SteppedSocket phone = edge.welcomed(1, "alice/phone");
    for (int i = 0; i < MAX; i++) {
      edge.deliver(SteppedEdge.moved(channel(i), false, "alice"));
    }
    assertEquals(0, edge.metrics.members);
    assertFalse(tellsTime(phone));
  }

  // ---- word of a channel that is not heard ----

  private void wordFor(String user, long seq) {
    SessionLookup.Wanted wanted =
        new SessionLookup.Wanted(
            Set.of(),
            Set.of(),
            List.of(new SessionLookup.News(user, NEWS, seq, seq * 1_000)),
            List.of());
    CompletionStage<SessionLookup.Located> _ = edge.registry.lookup().locate(wanted);
  }

  @Test
  void wordOfAChannelThatWasLeftCostsOneLook() {
    SteppedSocket phone = edge.welcomed(1, "alice/phone");
    edge.standing("alice", NEWS, Status.OUT);
    wordFor("alice", 1);
    int asked = edge.inboxes.asked;
    for (int ping = 0; ping < 5; ping++) {
      boolean _ = tellsTime(phone);
      edge.tick();
    }
    assertEquals(asked + 1, edge.inboxes.asked);
    assertTrue(tellsTime(phone));
    wordFor("alice", 2);
    assertFalse(tellsTime(phone), "that is another");
    edge.tick();
    assertEquals(asked + 2, edge.inboxes.asked);
    assertTrue(tellsTime(phone));
  }
}
