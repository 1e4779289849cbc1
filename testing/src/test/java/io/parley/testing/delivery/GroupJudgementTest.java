package io.parley.testing.delivery;

import static io.parley.testing.delivery.DeliveryFault.DOUBLED;
import static io.parley.testing.delivery.DeliveryFault.LOST;
import static io.parley.testing.delivery.DeliveryFault.MISPLACED;
import static io.parley.testing.delivery.DeliveryFault.UNNOTICED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A group's life without fault is passed, and each fault that somebody planted in one is found.
///
/// Alice makes a group with bob (1), bob speaks (2), alice adds carol (3), carol speaks (4), alice
/// removes bob (5), carol speaks (6), alice renames it (7).
class GroupJudgementTest {
  private static final String TEAM = "team";
  private static final Device ALICE = new Device("alice", "phone");
  private static final Device BOB = new Device("bob", "phone");
  private static final Device CAROL = new Device("carol", "phone");
  private static final int BOB_UNTIL = 5;

  private final DeliveryChecker checker = new DeliveryChecker();
  private final List<Seen> timeline = new ArrayList<>();

  @Test
  void aLifeWithoutFaultHolds() {
    live();
    arrive();
    assertEquals(0, checker.outstanding());
    assertEquals(
        Map.of(TEAM, new DeliveryChecker.Chat(true, Set.of("alice", "bob", "carol"))),
        checker.conversations());
    readBack();
    Verdict verdict = checker.verdict();
    assertTrue(verdict.holds(), verdict::toString);
    assertEquals(7 + BOB_UNTIL + 7, verdict.seen());
  }

  @Test
  void whoWasRemovedNeedNotKnowWhatCameAfter() {
    live();
    timeline.forEach(event -> {
      checker.received(ALICE, event);
      checker.received(CAROL, event);
    });
    assertEquals(BOB_UNTIL - 1, checker.outstanding(), "all but what he said himself");
  }

  @Test
  void whoWasRemovedAndIsShownMoreIsAFault() {
    live();
    arrive();
    checker.received(BOB, timeline.get(BOB_UNTIL));
    finds(MISPLACED);
  }

  @Test
  void whoWasPutBackReadsWhatWasSaidWithoutHim() {
    live();
    attempt("alice", new Act.Adds(Set.of("bob")));
    allRead();
    assertTrue(checker.verdict().holds(), () -> checker.verdict().toString());
  }

  @Test
  void whoWasToldMeanwhileAndThenPutBackIsAFault() {
    live();
    checker.received(BOB, timeline.get(BOB_UNTIL));
    attempt("alice", new Act.Adds(Set.of("bob")));
    allRead();
    assertEquals(Map.of(MISPLACED, 1), checker.verdict().faults());
  }

  /// After a crash it happens again, and then he is one of those who are told.
  @Test
  void whoIsToldWhenHeMayBeBackIsNoFault() {
    live();
    attempt("alice", new Act.Adds(Set.of("bob")));
    timeline.forEach(
        event -> List.of(ALICE, BOB, CAROL).forEach(device -> checker.received(device, event)));
    readAllBack();
    assertTrue(checker.verdict().holds(), () -> checker.verdict().toString());
  }

  @Test
  void whoWasToldBeforeSheWasAddedIsAFault() {
    List.of(ALICE, BOB, CAROL).forEach(checker::joined);
    attempt("alice", new Act.Creates("team", Set.of("alice", "bob")));
    attempt("bob", new Act.Says("hello"));
    checker.received(CAROL, timeline.get(1));
    attempt("alice", new Act.Adds(Set.of("carol")));
    allRead();
    assertEquals(Map.of(MISPLACED, 1), checker.verdict().faults());
  }

  @Test
  void whoWasRemovedAndReadsMoreIsAFault() {
    live();
    arrive();
    checker.history("alice", TEAM, timeline);
    checker.history("bob", TEAM, timeline);
    checker.history("carol", TEAM, timeline);
    assertEquals(Map.of(MISPLACED, 1), checker.verdict().faults());
  }

  @Test
  void whoWasRemovedAndCannotReadTheRemovalIsALoss() {
    live();
    arrive();
    checker.history("alice", TEAM, timeline);
    checker.history("bob", TEAM, timeline.subList(0, BOB_UNTIL - 1));
    checker.history("carol", TEAM, timeline);
    assertEquals(Map.of(LOST, 1), checker.verdict().faults());
  }

  @Test
  void whoWasAddedAndDoesNotKnowWhatWasBeforeIsFound() {
    live();
    timeline.forEach(event -> checker.received(ALICE, event));
    timeline.subList(0, BOB_UNTIL).forEach(event -> checker.received(BOB, event));
    timeline.subList(2, 7).forEach(event -> checker.received(CAROL, event));
    assertEquals(2, checker.outstanding());
    readBack();
    assertEquals(Map.of(UNNOTICED, 2), checker.verdict().faults());
  }

  @Test
  void aMemberWhoseHistoryNobodyReadIsALoss() {
    live();
    arrive();
    checker.history("alice", TEAM, timeline);
    checker.history("bob", TEAM, timeline.subList(0, BOB_UNTIL));
    assertEquals(Map.of(LOST, 1), checker.verdict().faults());
  }

  @Test
  void aChangeThatWasMadeTwiceIsDoubled() {
    live();
    Seen again = timeline.getLast();
    timeline.add(new Seen(place(8), again.sender(), again.clientMessageId(), again.act()));
    arrive();
    finds(DOUBLED);
  }

  @Test
  void aChangeThatIsNotWhatWasAskedForIsMisplaced() {
    live();
    Seen last = timeline.removeLast();
    timeline.add(
        new Seen(last.place(), last.sender(), last.clientMessageId(), new Act.Renames("other")));
    arrive();
    finds(MISPLACED);
  }

  @Test
  void aMessageOfOneWhoWasRemovedIsMisplaced() {
    live();
    attempt("bob", new Act.Says("still here"));
    arrive();
    finds(MISPLACED);
  }

  @Test
  void aMessageToAnotherGroupIsMisplaced() {
    live();
    checker.attempted(
        new Outgoing("alice", new Recipient.Group("other"), "c9", new Act.Says("there")));
    timeline.add(new Seen(place(8), "alice", "c9", "there"));
    arrive();
    finds(MISPLACED);
  }

  @Test
  void aDirectMessageInAGroupIsMisplaced() {
    live();
    checker.attempted(new Outgoing("alice", "carol", "c9", "between us"));
    timeline.add(new Seen(place(8), "alice", "c9", "between us"));
    arrive();
    finds(MISPLACED);
  }

  @Test
  void anAcknowledgedChangeThatIsGoneIsLost() {
    live();
    arrive();
    checker.acknowledged(ALICE, timeline.getLast().clientMessageId(), place(7));
    timeline.removeLast();
    finds(LOST);
  }

  private void live() {
    List.of(ALICE, BOB, CAROL).forEach(checker::joined);
    attempt("alice", new Act.Creates("team", Set.of("alice", "bob")));
    attempt("bob", new Act.Says("hello"));
    attempt("alice", new Act.Adds(Set.of("carol")));
    attempt("carol", new Act.Says("hi"));
    attempt("alice", new Act.Removes(Set.of("bob")));
    attempt("carol", new Act.Says("bye"));
    attempt("alice", new Act.Renames("two"));
    Seen said = timeline.get(1);
    checker.acknowledged(BOB, said.clientMessageId(), said.place());
  }

  private void attempt(String sender, Act act) {
    int seq = timeline.size() + 1;
    Recipient recipient = seq == 1 ? new Recipient.NewGroup() : new Recipient.Group(TEAM);
    checker.attempted(new Outgoing(sender, recipient, "c" + seq, act));
    timeline.add(new Seen(place(seq), sender, "c" + seq, act));
  }

  private void arrive() {
    timeline.forEach(event -> {
      checker.received(ALICE, event);
      checker.received(CAROL, event);
    });
    timeline.subList(0, BOB_UNTIL).forEach(event -> checker.received(BOB, event));
  }

  private void readBack() {
    checker.history("alice", TEAM, timeline);
    checker.history("bob", TEAM, timeline.subList(0, BOB_UNTIL));
    checker.history("carol", TEAM, timeline);
  }

  private void allRead() {
    timeline.forEach(
        event -> List.of(ALICE, BOB, CAROL).forEach(device -> checker.read(device, event)));
    readAllBack();
  }

  private void readAllBack() {
    List.of("alice", "bob", "carol").forEach(user -> checker.history(user, TEAM, timeline));
  }

  private void finds(DeliveryFault fault) {
    readBack();
    Verdict verdict = checker.verdict();
    assertTrue(verdict.count(fault) > 0, verdict::toString);
  }

  private static Place place(long seq) {
    return new Place(TEAM, seq, 100 * seq);
  }
}
