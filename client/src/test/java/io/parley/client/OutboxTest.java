package io.parley.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Send;
import io.parley.protocol.v1.ServerFrame;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What becomes of messages between the app's call and the server's word.
class OutboxTest {
  private final MachineBench bench = new MachineBench();
  private final Recorded done = bench.done;

  @Test
  void messageGoesOutOnceAndIsSettledWithItsPlace() {
    bench.online();
    bench.send("c1");
    assertEquals("bob", lastSend().getUser());
    assertFalse(lastSend().getResend());
    bench.sent(1);

    assertEquals(
        new Outcome.Sent(100, 1, MachineBench.START.plusNanos(bench.now)), done.outcomes.get("c1"));
    assertEquals(1, bench.sends().size());
  }

  @Test
  void ownMessageReachesTheListenerInItsTurnWithoutAnEvent() {
    bench.online();
    bench.send("c1");
    bench.sent(1);

    assertEquals(List.of(1L), done.seqs());
    assertEquals("alice", done.events.getFirst().getSender());
    assertEquals("text of c1", done.events.getFirst().getMessage().getText());
  }

  @Test
  void messagesOfOneConversationGoOutOneAfterAnother() {
    bench.online();
    bench.send("c1");
    bench.send("c2");
    assertEquals(1, bench.sends().size());
    bench.sent(1);

    assertEquals("c2", lastSend().getClientMessageId());
  }

  @Test
  void lostAnswerMakesTheNextAttemptAResendSinceTheFirst() {
    bench.online();
    Timestamp first = bench.time();
    bench.send("c1");
    bench.closed(1006);
    bench.advance(Duration.ofSeconds(5));
    bench.goOnToGreeting();
    bench.welcome(4);

    Send again = bench.sends().get(1).getSend();
    assertEquals("c1", again.getClientMessageId());
    assertTrue(again.getResend());
    assertEquals(first, again.getFirstAttemptAt());
  }

  @Test
  void rateLimitHoldsEverythingAsLongAsTheServerAsksAndIsNoResend() {
    bench.online();
    bench.send("c1");
    bench.refuse(Code.RATE_LIMITED, 800);
    bench.machine.send(
        new KeptMessage("d:alice:carol", "c2", Draft.to("carol", "hi"), null), bench.now);
    bench.advance(Duration.ofMillis(799));
    assertEquals(1, bench.sends().size());
    bench.advance(Duration.ofMillis(200));

    assertEquals(3, bench.sends().size());
    assertFalse(bench.sends().get(1).getSend().getResend());
  }

  /// It may be that group's alone, and its slow mode may last for hours.
  @Test
  void longRateLimitHoldsItsConversationAndTheOthersNoLongerThanASecond() {
    bench.online();
    bench.send("c1");
    bench.refuse(Code.RATE_LIMITED, 3_600_000);
    bench.machine.send(
        new KeptMessage("d:alice:carol", "c2", Draft.to("carol", "hi"), null), bench.now);
    bench.advance(Duration.ofMillis(999));
    assertEquals(1, bench.sends().size());
    bench.advance(Duration.ofMillis(1));

    assertEquals("c2", lastSend().getClientMessageId());
    assertEquals(2, bench.sends().size());
  }

  @Test
  void unavailableIsTriedAgainAsAResendAndNothingOvertakesIt() {
    bench.online();
    bench.send("c1");
    bench.send("c2");
    bench.refuse(Code.UNAVAILABLE, 100);
    bench.advance(Duration.ofMillis(200));

    assertEquals("c1", lastSend().getClientMessageId());
    assertTrue(lastSend().getResend());
    assertEquals(2, bench.sends().size());
  }

  @Test
  void refusalForGoodFailsTheMessageAndTheNextGoesOut() {
    bench.online();
    bench.send("c1");
    bench.send("c2");
    bench.refuse(Code.NOT_FOUND, 0);

    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, done.outcomes.get("c1"));
    assertEquals(Code.NOT_FOUND, failed.code());
    assertEquals("c2", lastSend().getClientMessageId());
  }

  @Test
  void internalFaultFailsTheMessageAndItsNextAttemptIsAResend() {
    bench.online();
    bench.send("c1");
    bench.refuse(Code.INTERNAL, 0);
    assertInstanceOf(Outcome.Failed.class, done.outcomes.get("c1"));
    bench.machine.sendAgain(
        new KeptMessage(MachineBench.CONVERSATION, "c1", Draft.to("bob", "again"), null),
        bench.now);

    assertTrue(lastSend().getResend());
  }

  @Test
  void tokenThatExpiredIsReplacedAndTheMessageGoesOutThen() {
    bench.online();
    bench.send("c1");
    bench.refuse(Code.UNAUTHENTICATED, 0);
    bench.advance(Duration.ofSeconds(2));
    assertEquals(List.of(false, true), done.tokensAsked);
    bench.goOnToGreeting();
    bench.welcome(4);

    assertEquals(2, bench.sends().size());
    assertEquals(Map.of(), done.outcomes);
  }

  @Test
  void messageKeptByAnEarlierProcessIsAResendSinceItWasQueued() {
    KeptMessage kept =
        new KeptMessage(MachineBench.CONVERSATION, "c0", Draft.to("bob", "hi"), MachineBench.START);
    MachineBench later =
        new MachineBench(
            new ClientStore.Kept(Map.of(), List.of(kept), null), StartFrom.beginning());
    later.now = Duration.ofHours(1).toNanos();
    later.online();

    Send send = later.sends().getFirst().getSend();
    assertTrue(send.getResend());
    assertEquals(Times.timestamp(MachineBench.START), send.getFirstAttemptAt());
  }

  @Test
  void messageSeenAsAnEventNeedsNoAnswer() {
    bench.online();
    bench.send("c1");
    bench.send("c2");
    String unanswered = done.lastFrame().getId();
    bench.take("", ServerFrame.newBuilder().setEvent(MachineBench.event(1, "alice", "c1")));
    assertInstanceOf(Outcome.Sent.class, done.outcomes.get("c1"));
    assertEquals("c2", lastSend().getClientMessageId());

    // the answer comes all the same, and means nothing to the second
    bench.take(
        unanswered, ServerFrame.newBuilder().setError(ModelServer.problem(Code.UNAVAILABLE, 5)));
    assertFalse(done.outcomes.containsKey("c2"));
    assertEquals(2, bench.sends().size());
  }

  /// The server would not even say whose it was: it would be tried again and again.
  @Test
  void messageLargerThanAFrameIsRefusedHereAndTheNextGoesOut() {
    bench.online();
    bench.machine.send(
        new KeptMessage(MachineBench.CONVERSATION, "c1", Draft.to("bob", "x".repeat(65_300)), null),
        bench.now);
    bench.send("c2");

    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, done.outcomes.get("c1"));
    assertEquals(Code.TOO_LARGE, failed.code());
    assertEquals("c2", lastSend().getClientMessageId());
  }

  @Test
  void messageThatJustFitsGoesOut() {
    bench.online();
    bench.machine.send(
        new KeptMessage(MachineBench.CONVERSATION, "c1", Draft.to("bob", "x".repeat(65_000)), null),
        bench.now);

    assertEquals("c1", lastSend().getClientMessageId());
  }

  @Test
  void rateLimitKeepsTheOrderWithinAConversation() {
    bench.online();
    bench.send("c1");
    bench.send("c2");
    bench.send("c3");
    for (String id : List.of("c1", "c2", "c3")) {
      bench.refuse(Code.RATE_LIMITED, 400);
      bench.advance(Duration.ofMillis(500));
      assertEquals(id, lastSend().getClientMessageId());
      bench.sent(done.outcomes.size() + 1);
    }
    assertEquals(3, done.outcomes.size());
  }

  @Test
  void noMoreAreUnderWayThanTheServerAllows() {
    bench.greeting();
    for (String peer : List.of("bob", "carol", "dave", "erin")) {
      bench.machine.send(
          new KeptMessage("d:alice:" + peer, "c", Draft.to(peer, "hi"), null), bench.now);
    }
    bench.welcome(2);

    assertEquals(2, bench.sends().size());
    bench.sent(1);
    assertEquals(3, bench.sends().size());
  }

  private Send lastSend() {
    return bench.sends().getLast().getSend();
  }
}
