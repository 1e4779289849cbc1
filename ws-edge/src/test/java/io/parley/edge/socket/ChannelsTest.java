package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.Standing.Status;
import io.parley.presence.SessionLookup;
import io.parley.protocol.v1.DeviceRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/// Who hears a channel, and from when on.
class ChannelsTest {
  private static final String NEWS = "c:newsnewsnewsnewsnewsne";
  private static final String TALK = "c:talktalktalktalktalkta";
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SteppedEdge edge = new SteppedEdge("recheck-every: 20s");

  private SteppedSocket member(long number, String token) {
    edge.standing(token.substring(0, token.indexOf('/')), NEWS, Status.MEMBER);
    return edge.welcomed(number, token);
  }

  private void passAndTick(Duration time) {
    edge.pass(time);
    edge.tick();
  }

  private static boolean tellsTime(SteppedEdge edge, SteppedSocket phone) {
    phone.send("{\"id\":\"1\",\"ping\":{}}");
    edge.pass(Duration.ofMillis(Pulses.GATHER_MS));
    return phone.frames().stream().anyMatch(frame -> frame.contains("serverTime"));
  }

  // ---- hello ----

  @Test
  void aMemberHearsItsChannelsFromItsHelloOn() {
    SteppedSocket phone = member(1, "alice/phone");
    SteppedSocket other = edge.welcomed(2, "bob/phone");
    assertTrue(edge.isInterested(NEWS));
    edge.deliver(SteppedEdge.toChannel(NEWS, 1));
    assertTrue(phone.next("event").contains("post 1"));
    assertEquals(List.of(), other.frames());
    assertEquals(1, edge.metrics.copies);
  }

  @Test
  void whoIsInNoChannelKeepsNothing() {
    assertNull(edge.welcomed(1, "bob/phone").session.channels());
    assertEquals(0, edge.metrics.channels);
  }

  @Test
  void theWelcomeComesWhenTheRegistryKnowsAndAllWaitForTheSameCall() {
    edge.standing("alice", NEWS, Status.MEMBER);
    edge.standing("bob", NEWS, Status.MEMBER);
    edge.interest.hold();
    SteppedSocket phone = edge.open(1);
    SteppedSocket other = edge.open(2, phone);
    phone.hello("alice/phone");
    other.hello("bob/phone");
    assertEquals(List.of(), phone.frames());
    assertEquals(List.of(), other.frames());
    edge.interest.release();
    phone.next("welcome");
    other.next("welcome");
    assertEquals(1, edge.interest.adds);
  }

  @Test
  void whatIsDeliveredBeforeTheWelcomeComesBehindIt() {
    edge.standing("alice", NEWS, Status.MEMBER);
    SteppedSocket bob = member(1, "bob/phone");
    edge.interest.hold();
    edge.standing("alice", TALK, Status.MEMBER);
    SteppedSocket phone = edge.open(2);
    phone.hello("alice/phone");
    edge.deliver(SteppedEdge.toChannel(NEWS, 1));
    bob.next("event");
    assertEquals(List.of(), phone.frames());
    edge.interest.release();
    List<String> frames = phone.frames();
    assertTrue(frames.getFirst().contains("welcome"), frames::toString);
    assertTrue(frames.getLast().contains("post 1"), frames::toString);
  }

  @Test
  void withoutTheRegistryItIsWelcomedAndToldLaterWhereTheChannelStands() {
    edge.interest.failing = true;
    SteppedSocket phone = member(1, "alice/phone");
    edge.keep(NEWS, 1);
    assertFalse(tellsTime(edge, phone));
    passAndTick(SECOND);
    assertEquals(List.of(), phone.frames());
    edge.interest.failing = false;
    passAndTick(SECOND);
    assertTrue(edge.isInterested(NEWS));
    String heads = phone.next("heads");
    assertTrue(heads.contains(NEWS) && heads.contains("\"seq\":\"1\""), heads);
    assertTrue(tellsTime(edge, phone));
  }

  @Test
  void whereTheHeadCannotBeReadItIsToldLater() {
    edge.interest.failing = true;
    SteppedSocket phone = member(1, "alice/phone");
    edge.keep(NEWS, 1);
    edge.interest.failing = false;
    edge.reader.fail();
    passAndTick(SECOND);
    passAndTick(SECOND);
    assertFalse(tellsTime(edge, phone));
    edge.reader.breakDown();
    passAndTick(SECOND);
    assertFalse(tellsTime(edge, phone));
    edge.reader.mend();
    passAndTick(SECOND);
    phone.next("heads");
    assertTrue(tellsTime(edge, phone));
  }

  @Test
  void withoutTheMemoryItIsWelcomedAndHearsItsChannelsLater() {
    edge.inboxes.failing = true;
    SteppedSocket phone = member(1, "alice/phone");
    edge.deliver(SteppedEdge.toChannel(NEWS, 1));
    assertEquals(List.of(), phone.frames());
    assertFalse(tellsTime(edge, phone));
    edge.inboxes.failing = false;
    passAndTick(SECOND);
    edge.deliver(SteppedEdge.toChannel(NEWS, 2));
    phone.next("event");
    assertTrue(tellsTime(edge, phone));
  }

  // ---- coming and going ----

  @Test
  void whoComesInIsToldWhereItStandsAndHearsItFromThenOn() {
    SteppedSocket phone = edge.welcomed(1, "alice/phone");
    edge.keep(NEWS, 1);
    edge.standing("alice", NEWS, Status.MEMBER);
    edge.deliver(SteppedEdge.moved(NEWS, true, "alice", "nobody"));
    assertTrue(edge.isInterested(NEWS));
    assertTrue(phone.next("heads").contains(NEWS));
    edge.deliver(SteppedEdge.toChannel(NEWS, 2));
    phone.next("event");
  }

  @Test
  void whoComesInIsToldOnlyWhenItsMessagesComeHere() {
    SteppedSocket phone = edge.welcomed(1, "alice/phone");
    edge.interest.hold();
    edge.deliver(SteppedEdge.moved(NEWS, true, "alice"));
    edge.keep(NEWS, 1);
    assertEquals(List.of(), phone.frames());
    edge.interest.release();
    phone.next("heads");
  }

  @Test
  void whereTheHeadOfANewcomersChannelCannotBeReadAllThatMovedIsToldLater() {
    SteppedSocket phone = edge.welcomed(1, "alice/phone");
    edge.reader.fail();
    edge.deliver(SteppedEdge.moved(NEWS, true, "alice"));
    assertTrue(edge.heads.owes(phone.session));
  }

  @Test
  void thoseWhoComeInTogetherShareTheReadOfItsHead() {
    SteppedSocket phone = edge.welcomed(1, "alice/phone");
    edge.keep(NEWS, 1);
    edge.reader.hold();
    List<SteppedSocket> others = new ArrayList<>();
    edge.deliver(SteppedEdge.moved(NEWS, true, "alice"));
    for (int i = 2; i < 12; i++) {
      others.add(edge.welcomed(i, "u" + i + "/phone"));
      edge.deliver(SteppedEdge.moved(NEWS, true, "u" + i));
    }
    edge.reader.release();
    edge.run();
    phone.next("heads");
    others.forEach(other -> other.next("heads"));
    assertEquals(2, edge.reader.headsRead, "the first, and the one after they had come");
  }

  @Test
  void whoLeavesHearsNothingFromThenOnAndTheOthersDo() {
    SteppedSocket phone = member(1, "alice/phone");
    SteppedSocket other = edge.open(2, phone);
    edge.standing("bob", NEWS, Status.MEMBER);
    other.hello("bob/phone");
    other.next("welcome");
    edge.standing("alice", NEWS, Status.OUT);
    edge.deliver(
        SteppedEdge.toChannel(NEWS, 1),
        SteppedEdge.moved(NEWS, false, "alice"),
        SteppedEdge.toChannel(NEWS, 2));
    assertTrue(phone.next("event").contains("post 1"));
    assertEquals(2, other.frames().size());
    assertNull(phone.session.channels());
  }

  @Test
  void theDeviceThatSentItIsNotSentIt() {
    SteppedSocket phone = member(1, "alice/phone");
    SteppedSocket laptop = edge.welcomed(2, "alice/laptop");
    edge.deliver(
        SteppedEdge.toChannel(NEWS, 1).toBuilder()
            .setExcept(DeviceRef.newBuilder().setUser("alice").setDevice("phone"))
            .build());
    assertEquals(List.of(), phone.frames());
    laptop.next("event");
  }

  @Test
  void aDeliveryIsNewerThanWhatIsBeingRead() {
    edge.standing("alice", NEWS, Status.MEMBER);
    edge.inboxes.hold();
    SteppedSocket phone = edge.open(1);
    phone.hello("alice/phone");
    edge.standing("alice", NEWS, Status.OUT);
    edge.standing("alice", TALK, Status.MEMBER);
    edge.deliver(SteppedEdge.moved(NEWS, false, "alice"), SteppedEdge.moved(TALK, true, "alice"));
    edge.inboxes.release();
    phone.next("welcome");
    assertEquals(2, edge.inboxes.asked);
    edge.deliver(SteppedEdge.toChannel(NEWS, 1), SteppedEdge.toChannel(TALK, 1));
    assertTrue(phone.next("event").contains(TALK));
  }

  @Test
  void whatAnEarlierRecordSaysComesTooLate() {
    SteppedSocket phone = edge.welcomed(1, "alice/phone");
    edge.deliver(SteppedEdge.moved(20, NEWS, true, "alice"));
    edge.deliver(SteppedEdge.moved(10, NEWS, false, "alice"), SteppedEdge.toChannel(NEWS, 1));
    assertTrue(phone.next("event").contains("post 1"));
    edge.deliver(
        SteppedEdge.moved(30, NEWS, false, "alice"),
        SteppedEdge.moved(20, NEWS, true, "alice"),
        SteppedEdge.toChannel(NEWS, 2));
    assertEquals(List.of(), phone.frames());
    edge.deliver(SteppedEdge.moved(40, NEWS, true, "alice"));
    edge.deliver(SteppedEdge.toChannel(NEWS, 3));
    assertTrue(phone.next("event").contains("post 3"));
  }

  @Test
  void whatTheMemorySaysIsNewerThanALateDelivery() {
    SteppedSocket phone = member(1, "alice/phone");
    edge.deliver(SteppedEdge.moved(0, NEWS, false, "alice"), SteppedEdge.toChannel(NEWS, 1));
    phone.next("event");
  }

  @Test
  void onlyTheLatestDeparturesAreRemembered() {
    Departures departures = new Departures();
    departures.add("alice", NEWS, 7);
    departures.add("alice", NEWS, 5);
    assertTrue(departures.isAfter("alice", NEWS, 6));
    assertFalse(departures.isAfter("alice", NEWS, 7));
    assertFalse(departures.isAfter("bob", NEWS, 6));
    for (int i = 0; i < Departures.KEPT_MAX; i++) {
      departures.add("u" + i, NEWS, 7);
    }
    assertFalse(departures.isAfter("alice", NEWS, 6));
    assertTrue(departures.isAfter("u0", NEWS, 6));
  }

  @Test
  void aChannelWithoutMembersIsGivenUpAfterAWhile() {
    SteppedSocket phone = member(1, "alice/phone");
    assertEquals(1, edge.metrics.members);
    phone.leave();
    assertEquals(0, edge.metrics.members);
    passAndTick(Duration.ofSeconds(29));
    assertTrue(edge.isInterested(NEWS));
    passAndTick(SECOND);
    assertFalse(edge.isInterested(NEWS));
    assertEquals(0, edge.metrics.channels);
  }

  @Test
  void allChannelsOfAnInboxAreFoundAlsoBehindThoseThatWereLeft() {
    for (int i = 0; i < 700; i++) {
      edge.standing("alice", "c:%022d".formatted(i), Status.MEMBER);
      edge.standing("alice", "c:%022d".formatted(i), Status.OUT);
    }
    SteppedSocket phone = member(1, "alice/phone");
    edge.deliver(SteppedEdge.toChannel(NEWS, 1));
    phone.next("event");
  }

  // ---- what is lost heals ----

  @Test
  void aRegistryThatLostItsDataIsToldBeforeSessionsAre() {
    SteppedSocket phone = member(1, "alice/phone");
    edge.registry.flush();
    edge.presence.renew();
    assertFalse(edge.isInterested(NEWS));
    edge.registrations.lostAll();
    assertTrue(edge.isInterested(NEWS));
    assertTrue(edge.heads.owes(phone.session));
  }

  @Test
  void whereChannelsCannotBeRestoredSessionsAreNotToldYet() {
    SteppedSocket phone = member(1, "alice/phone");
    edge.interest.failing = true;
    edge.registrations.lostAll();
    assertFalse(edge.heads.owes(phone.session));
    assertTrue(edge.registrations.owes(phone.session));
    edge.interest.failing = false;
    edge.registrations.tick();
    assertTrue(edge.heads.owes(phone.session));
  }

  @Test
  void aLostDeliveryIsNoticedAndAllOfTheChannelAreToldTheHead() {
    SteppedSocket phone = member(1, "alice/phone");
    SteppedSocket other = edge.welcomed(2, "bob/phone");
    edge.tick();
    edge.deliver(SteppedEdge.toChannel(NEWS, 1));
    phone.next("event");
    edge.word(NEWS, 2);
    passAndTick(Duration.ofSeconds(30));
    assertEquals(List.of(), phone.frames());
    passAndTick(Duration.ofSeconds(5));
    String heads = phone.next("heads");
    assertTrue(heads.contains("\"seq\":\"2\""), heads);
    assertEquals(List.of(), other.frames());
  }

  @Test
  void aHeartbeatThatTellsOfAChannelUnheardHasItsChannelsLookedAtAgain() {
    SteppedSocket phone = edge.welcomed(1, "alice/phone");
    edge.standing("alice", NEWS, Status.MEMBER);
    SessionLookup.Wanted wanted =
        new SessionLookup.Wanted(
            Set.of(),
            Set.of(),
            List.of(new SessionLookup.News("alice", NEWS, 1, 1_000)),
            List.of());
    CompletionStage<SessionLookup.Located> _ = edge.registry.lookup().locate(wanted);
    assertFalse(tellsTime(edge, phone));
    edge.tick();
    assertTrue(edge.isInterested(NEWS));
    edge.deliver(SteppedEdge.toChannel(NEWS, 1));
    phone.next("event");
    int asked = edge.inboxes.asked;
    assertTrue(tellsTime(edge, phone));
    edge.tick();
    assertEquals(asked, edge.inboxes.asked, "it hears it now");
  }

  @Test
  void whoWasRemovedAndNotToldHearsItNoLongerThanToTheNextRecheck() {
    SteppedSocket phone = member(1, "alice/phone");
    edge.standing("alice", NEWS, Status.OUT);
    edge.standing("alice", TALK, Status.MEMBER);
    edge.pass(Duration.ofSeconds(20));
    edge.deliver(SteppedEdge.toChannel(NEWS, 1));
    assertEquals(List.of(), phone.frames());
    edge.deliver(SteppedEdge.toChannel(TALK, 1));
    phone.next("event");
    assertTrue(edge.heads.owes(phone.session), "what came into it is told of it");
  }

  @Test
  void aRecheckThatCannotReadIsMadeAgainSoonAndTakesNothingAway() {
    SteppedSocket phone = member(1, "alice/phone");
    edge.inboxes.failing = true;
    edge.pass(Duration.ofSeconds(20));
    int asked = edge.inboxes.asked;
    edge.deliver(SteppedEdge.toChannel(NEWS, 1));
    phone.next("event");
    edge.pass(Duration.ofSeconds(20));
    assertEquals(asked + 1, edge.inboxes.asked);
  }
}
