package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.Standing.Status;
import io.parley.presence.SessionLookup;
import io.parley.protocol.v1.Event;
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
    edge.pass(Duration.ofMillis(Pulses.GATHER_MS));
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

  @Test
  void whoWasRemovedFromOneBeyondWhatIsLookedAtDoesNotHearItAnyMore() {
    for (int i = 2; i <= MAX + 1; i++) {
      edge.standing("alice", channel(i), Status.MEMBER);
    }
    SteppedSocket phone = edge.welcomed(1, "alice/phone");
    for (int i = 0; i < 2; i++) {
      edge.standing("alice", channel(i), Status.MEMBER);
      edge.deliver(SteppedEdge.moved(channel(i), true, "alice"));
    }
    edge.standing("alice", channel(MAX + 1), Status.OUT);
    edge.pass(Duration.ofSeconds(20));
    phone.frames();
    edge.deliver(SteppedEdge.toChannel(channel(MAX + 1), 1));
    assertEquals(List.of(), phone.frames());
    assertFalse(tellsTime(phone));
  }

  // ---- what came in the meantime ----

  private final SteppedEdge slow = new SteppedEdge("recheck-every: 3h\nheartbeat: 10m");

  /// Its client is heard from.
  private void pass(SteppedSocket phone, int minutes) {
    for (int passed = 0; passed < minutes; passed += 10) {
      phone.send("{\"id\":\"1\",\"ping\":{}}");
      slow.pass(Duration.ofMinutes(10));
    }
    slow.tick();
  }

  private void post(String channel) {
    List<Event> _ = new Rooms(slow.history).messages(channel, 1, 1, slow.clock.instant());
  }

  private static boolean isTold(SteppedSocket phone, String channel) {
    return phone.frames().stream()
        .anyMatch(frame -> frame.contains("\"heads\":{") && frame.contains(channel));
  }

  @Test
  void whatCameInOneThatItDidNotHearIsToldWhenItHearsAll() {
    for (int i = 0; i <= MAX; i++) {
      slow.standing("alice", channel(i), Status.MEMBER);
    }
    SteppedSocket phone = slow.welcomed(1, "alice/phone");
    pass(phone, 10);
    post(channel(MAX));
    pass(phone, 120);
    slow.standing("alice", channel(7), Status.OUT);
    assertFalse(isTold(phone, channel(MAX)));
    pass(phone, 60);
    assertTrue(isTold(phone, channel(MAX)));
    assertFalse(slow.registrations.owes(phone.session));
  }

  @Test
  void whoHearsAllOnlyLaterIsToldNoTimeBeforeItIsToldWhatCame() {
    for (int i = 0; i <= MAX; i++) {
      slow.standing("alice", channel(i), Status.MEMBER);
    }
    SteppedSocket phone = slow.welcomed(1, "alice/phone");
    slow.standing("alice", channel(7), Status.OUT);
    slow.interest.hold();
    pass(phone, 190);
    assertTrue(slow.registrations.owes(phone.session), "its last channel is not there yet");
    slow.interest.release();
    slow.run();
    assertTrue(slow.heads.owes(phone.session));
  }

  @Test
  void whoWasLetInAndNotToldIsToldWhatCameSinceWithTheRecheck() {
    SteppedSocket phone = slow.welcomed(1, "alice/phone");
    pass(phone, 10);
    slow.standing("alice", NEWS, Status.MEMBER);
    post(NEWS);
    pass(phone, 160);
    assertFalse(isTold(phone, NEWS));
    pass(phone, 20);
    assertTrue(isTold(phone, NEWS));
  }

  @Test
  void whatCannotBeReadForItIsToldLaterAndNotLost() {
    SteppedSocket phone = slow.welcomed(1, "alice/phone");
    slow.standing("alice", NEWS, Status.MEMBER);
    post(NEWS);
    pass(phone, 120);
    slow.reader.fail();
    slow.heads.tell(phone.session, slow.clock.instant());
    slow.tick();
    slow.reader.mend();
    assertFalse(isTold(phone, NEWS));
    slow.tick();
    assertTrue(isTold(phone, NEWS));
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
