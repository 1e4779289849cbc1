package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.SessionLookup;
import io.parley.presence.SessionRegistry;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.DeviceRef;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.ServerFrame;
import io.parley.testing.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FramesTest {
  private static final String SEND =
      "{\"id\":\"%s\",\"send\":{\"user\":\"%s\",\"clientMessageId\":\"c1\",\"text\":\"%s\"}}";

  private final EdgeFixture edge = new EdgeFixture("answer-within: 1s\n");

  @AfterEach
  void close() {
    edge.close();
  }

  private static void assertRefused(Code code, String re, ServerFrame frame) {
    assertEquals(code, frame.getError().getCode(), frame.toString());
    assertEquals(re, frame.getRe());
  }

  @Test
  void aMessageGoesIntoTheLogAndItsAnswerComesBack() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      alice.send(SEND.formatted("1", "bob", "hi"));
      ServerFrame answer = alice.next();
      assertEquals("1", answer.getRe());
      assertEquals("c1", answer.getSent().getClientMessageId());
      Command command = edge.log.commands.getFirst();
      assertEquals("d:alice:bob", command.getConversation());
      assertEquals("bob", command.getPeer());
      assertEquals("alice", command.getOrigin().getUser());
      assertEquals("phone", command.getOrigin().getDevice());
      assertEquals(edge.log.slot, command.getOrigin().getEdgeSlot());
      assertEquals("hi", command.getSend().getText());
      assertFalse(command.getSend().hasUser());
    }
  }

  @Test
  void aFirstAttemptSaysWhenItCameToTheEdgeAndAResendWhatItsClientKnows() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      alice.send(SEND.formatted("1", "bob", "hi"));
      alice.next();
      alice.send(
          "{\"id\":\"2\",\"send\":{\"user\":\"bob\",\"clientMessageId\":\"c2\",\"text\":\"yo\","
              + "\"resend\":true}}");
      alice.next();
      assertTrue(edge.log.commands.getFirst().hasFirstAttemptAt());
      assertFalse(edge.log.commands.getLast().hasFirstAttemptAt());
    }
  }

  @Test
  void anUnknownUserIsNotFoundAndNothingIsWritten() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      alice.send(SEND.formatted("1", "nobody", "hi"));
      ServerFrame byUser = alice.next();
      assertRefused(Code.NOT_FOUND, "1", byUser);
      assertEquals("send.user: no such user", byUser.getError().getMessage());
      alice.send(
          "{\"id\":\"2\",\"send\":{\"conversation\":\"d:alice:nobody\",\"clientMessageId\":\"c\","
              + "\"text\":\"x\"}}");
      ServerFrame byConversation = alice.next();
      assertRefused(Code.NOT_FOUND, "2", byConversation);
      assertEquals("send.conversation: no such user", byConversation.getError().getMessage());
      assertTrue(edge.log.commands.isEmpty());
    }
  }

  @Test
  void whatALookUpHoldsUpKeepsItsOrder() {
    CompletableFuture<Boolean> slow = new CompletableFuture<>();
    edge.lookUp = slow;
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      alice.send(SEND.formatted("1", "bob", "first"));
      Eventually.eventually(
          Duration.ofSeconds(10), () -> assertEquals(1, slow.getNumberOfDependents()));
      edge.lookUp = null;
      alice.send(SEND.formatted("2", "bob", "second"));
      slow.complete(true);
      assertEquals("1", alice.next().getRe());
      assertEquals("2", alice.next().getRe());
      assertEquals("first", edge.log.commands.getFirst().getSend().getText());
    }
  }

  @Test
  void aLogThatIsFullIsSaidWithItsTime() {
    edge.log.refusing = true;
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      alice.send(SEND.formatted("1", "bob", "hi"));
      ServerFrame frame = alice.next();
      assertRefused(Code.UNAVAILABLE, "1", frame);
      assertEquals(700, frame.getError().getRetryAfterMs());
      edge.log.refusing = false;
      alice.send(SEND.formatted("2", "bob", "hi"));
      assertTrue(alice.next().hasSent());
    }
  }

  @Test
  void aCommandNobodyAnswersIsUnavailableAndALateAnswerIsDropped() {
    edge.log.answering = false;
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      alice.send(SEND.formatted("1", "bob", "hi"));
      ServerFrame frame = alice.next();
      assertRefused(Code.UNAVAILABLE, "1", frame);
      assertTrue(frame.getError().getRetryAfterMs() >= 1_000);
      edge.log.deliver(edge.log.sent(edge.log.commands.getFirst())).toCompletableFuture().join();
      alice.send("{\"id\":\"2\",\"ping\":{}}");
      assertEquals("2", alice.next().getRe());
      assertEquals(1, edge.counted("parley_edge_answers_dropped_total"));
      assertEquals(1, edge.counted("parley_edge_commands_unanswered_total"));
    }
  }

  @Test
  void anEventReachesEveryDeviceButTheOneThatCausedIt() {
    try (TestSocket phone = TestSocket.welcomed(edge, "alice", "phone");
        TestSocket tablet = TestSocket.welcomed(edge, "alice", "tablet");
        TestSocket bob = TestSocket.welcomed(edge, "bob", "phone")) {
      Delivery delivery =
          Delivery.newBuilder()
              .setFrame(SteppedEdge.frame(Event.newBuilder().setSeq(7).build()))
              .addUsers("alice")
              .addUsers("bob")
              .addUsers("carol")
              .setExcept(DeviceRef.newBuilder().setUser("alice").setDevice("phone"))
              .build();
      edge.log.deliver(delivery).toCompletableFuture().join();
      assertEquals(7, tablet.next().getEvent().getSeq());
      assertEquals(7, bob.next().getEvent().getSeq());
      phone.send("{\"id\":\"1\",\"ping\":{}}");
      assertTrue(phone.next().hasPong());
    }
  }

  @Test
  void historyIsReadInBothDirections() {
    for (int seq = 1; seq <= 5; seq++) {
      edge.store("d:alice:bob", "bob", seq, "m" + seq, Instant.EPOCH);
    }
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      alice.send("{\"id\":\"1\",\"history\":{\"conversation\":\"d:alice:bob\",\"limit\":2}}");
      Page newest = alice.next().getPage();
      assertEquals(List.of(5L, 4L), newest.getEventsList().stream().map(Event::getSeq).toList());
      assertTrue(newest.getMore());
      assertEquals(5, newest.getHead().getSeq());
      alice.send(
          "{\"id\":\"2\",\"history\":{\"conversation\":\"d:alice:bob\",\"after\":\"3000\"}}");
      Page after = alice.next().getPage();
      assertEquals(List.of(4L, 5L), after.getEventsList().stream().map(Event::getSeq).toList());
      assertFalse(after.getMore());
    }
  }

  @Test
  void aPageOfLongMessagesEndsEarlyAndSaysSo() {
    for (int seq = 1; seq <= 40; seq++) {
      edge.store("d:alice:bob", "bob", seq, "x".repeat(4_000), Instant.EPOCH);
    }
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      List<Long> seqs = new ArrayList<>();
      long after = 0;
      boolean more = true;
      while (more) {
        alice.send(
            "{\"id\":\"1\",\"history\":{\"conversation\":\"d:alice:bob\",\"after\":\"%d\"}}"
                .formatted(after));
        Page page = alice.next().getPage();
        page.getEventsList().forEach(event -> seqs.add(event.getSeq()));
        after = page.getEvents(page.getEventsCount() - 1).getMessageId();
        more = page.getMore();
      }
      assertEquals(40, seqs.size());
      assertEquals(40, seqs.stream().distinct().count());
    }
  }

  @Test
  void conversationsAreListedMostRecentFirst() {
    Instant now = edge.surroundings.clock().instant();
    edge.store("d:alice:bob", "bob", 3, "older", now.minus(Duration.ofHours(3)));
    edge.store("d:alice:carol", "carol", 1, "newer", now);
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      alice.send("{\"id\":\"1\",\"conversations\":{\"limit\":1}}");
      var first = alice.next().getConversations();
      assertEquals("carol", first.getItems(0).getName());
      assertEquals("newer", first.getItems(0).getLast().getMessage().getText());
      alice.send(
          "{\"id\":\"2\",\"conversations\":{\"limit\":1,\"pageToken\":\"%s\"}}"
              .formatted(first.getNextPageToken()));
      var second = alice.next().getConversations();
      assertEquals("bob", second.getItems(0).getName());
      assertEquals(3, second.getItems(0).getHead().getSeq());
      assertEquals("", second.getNextPageToken());
    }
  }

  @Test
  void aMarkIsWrittenAndNotAnswered() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      alice.send("{\"id\":\"1\",\"mark\":{\"conversation\":\"d:alice:bob\",\"read\":\"4\"}}");
      alice.send("{\"id\":\"2\",\"ping\":{}}");
      assertEquals("2", alice.next().getRe());
      Command command = edge.log.commands.getFirst();
      assertEquals(4, command.getMark().getRead());
      assertEquals("", command.getFrameId());
    }
  }

  @Test
  void aMarkWhereNobodyIsIsRefused() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      alice.send("{\"id\":\"1\",\"mark\":{\"conversation\":\"d:alice:nobody\",\"read\":\"4\"}}");
      ServerFrame unknown = alice.next();
      assertRefused(Code.NOT_FOUND, "1", unknown);
      assertEquals("mark.conversation: no such user", unknown.getError().getMessage());
      alice.send("{\"id\":\"2\",\"mark\":{\"conversation\":\"d:bob:carol\",\"read\":\"4\"}}");
      assertRefused(Code.FORBIDDEN, "2", alice.next());
      alice.send("{\"id\":\"3\",\"mark\":{\"conversation\":\"g:1\",\"read\":\"4\"}}");
      assertRefused(Code.NOT_FOUND, "3", alice.next());
      assertTrue(edge.log.commands.isEmpty());
    }
  }

  @Test
  void aPongTellsTheTimeAndWhatMoved() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      edge.registry
          .lookup()
          .locate(
              new SessionLookup.Wanted(
                  Set.of("alice"),
                  Set.of(),
                  List.of(new SessionLookup.News("alice", "d:alice:bob", 4, 4_000)),
                  List.of()))
          .toCompletableFuture()
          .join();
      alice.send("{\"ping\":{}}");
      var pong = alice.next().getPong();
      assertTrue(pong.hasServerTime());
      assertEquals(4, pong.getHeads(0).getHead().getSeq());
    }
  }

  @Test
  void withoutTheRegistryAPongTellsNeither() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      edge.registry.goAway();
      alice.send("{\"id\":\"1\",\"ping\":{}}");
      ServerFrame frame = alice.next();
      assertTrue(frame.hasPong());
      assertFalse(frame.getPong().hasServerTime());
    }
  }

  @Test
  void whatIsNotServedYetIsUnsupported() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      alice.send("{\"id\":\"1\",\"typing\":{\"conversation\":\"d:alice:bob\"}}");
      assertRefused(Code.UNSUPPORTED, "1", alice.next());
    }
  }

  @Test
  void aRevokedDeviceIsClosedHereAndElsewhere() {
    var other = edge.registry.edge();
    other.slot().acquire(new SilentListener()).toCompletableFuture().join();
    other.register(new SessionRegistry.SessionKey("bob", "phone", 77)).toCompletableFuture().join();
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      edge.sockets.close("alice", "phone", CloseCode.CLOSE_UNAUTHENTICATED);
      assertEquals(4401, alice.closeCode());
      edge.sockets.close("bob", "phone", CloseCode.CLOSE_UNAUTHENTICATED);
      assertEquals("1:77:CLOSE_UNAUTHENTICATED", edge.log.closes.getFirst());
    }
  }

  @Test
  void aRegistryThatLostEverythingIsToldAgainAndDevicesHearWhereTheyStand() {
    edge.store("d:alice:bob", "bob", 1, "x", edge.surroundings.clock().instant());
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      edge.registry.flush();
      edge.presence.renew();
      assertEquals("d:alice:bob", alice.next().getHeads().getItems(0).getConversation());
      assertEquals(1, edge.presence.sessionsOf("alice").toCompletableFuture().join().size());
    }
  }

  @Test
  void anEdgeThatLosesItsSlotFollowsTheNewOne() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      edge.presence.lapse();
      var other = edge.registry.edge();
      other.slot().acquire(new SilentListener()).toCompletableFuture().join();
      edge.presence.renew();
      Eventually.eventually(Duration.ofSeconds(10), () -> assertEquals(1, edge.log.slot));
      Eventually.eventually(
          Duration.ofSeconds(10),
          () ->
              assertEquals(
                  1,
                  edge.presence
                      .sessionsOf("alice")
                      .toCompletableFuture()
                      .join()
                      .getFirst()
                      .slot()));
      alice.send(SEND.formatted("1", "bob", "hi"));
      assertTrue(alice.next().hasSent());
      assertEquals(1, edge.log.commands.getFirst().getOrigin().getEdgeSlot());
    }
  }
}
