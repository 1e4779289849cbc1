package io.parley.testing.delivery;

import static io.parley.testing.delivery.DeliveryFault.DOUBLED;
import static io.parley.testing.delivery.DeliveryFault.LOST;
import static io.parley.testing.delivery.DeliveryFault.MISPLACED;
import static io.parley.testing.delivery.DeliveryFault.REORDERED;
import static io.parley.testing.delivery.DeliveryFault.UNNOTICED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// A run without fault is passed, and each fault that somebody planted in one is found and named.
class DeliveryCheckerTest {
  private static final String CHAT = "chat";
  private static final Device PHONE = new Device("alice", "phone");
  private static final Device LAPTOP = new Device("alice", "laptop");
  private static final Device TABLET = new Device("bob", "tablet");
  private static final int MESSAGES = 5;

  private final DeliveryChecker checker = new DeliveryChecker();
  private final List<Seen> history =
      new ArrayList<>(LongStream.rangeClosed(1, MESSAGES).mapToObj(n -> seen(n)).toList());

  @Test
  void aRunWithoutFaultHolds() {
    everythingArrives();
    readBack();
    Verdict verdict = checker.verdict();
    assertTrue(verdict.holds(), verdict::toString);
    assertEquals(new Verdict(5, 5, 5, 15, Map.of(), List.of()), verdict);
    assertEquals(0, checker.outstanding());
  }

  @Test
  void nothingAcknowledgedIsNothingShown() {
    assertFalse(checker.verdict().holds());
  }

  @Test
  void repeatedAnswersAndEventsAreNoFault() {
    everythingArrives();
    acknowledge(2);
    checker.received(TABLET, seen(1));
    checker.received(PHONE, seen(2));
    readBack();
    assertTrue(checker.verdict().holds());
  }

  @Test
  void whatWasNeverAcknowledgedMayBeStoredOnceOrNotAtAll() {
    everythingArrives();
    checker.attempted(outgoing(6));
    checker.attempted(outgoing(7));
    history.add(seen(6));
    arrives(6);
    readBack();
    Verdict verdict = checker.verdict();
    assertTrue(verdict.holds(), verdict::toString);
    assertEquals(7, verdict.attempted());
    assertEquals(5, verdict.acknowledged());
    assertEquals(6, verdict.stored());
  }

  @Test
  void acknowledgedAndGoneFromTheEndIsLost() {
    everythingArrives();
    history.removeLast();
    finds(LOST);
  }

  @Test
  void acknowledgedAndGoneFromTheMiddleIsLost() {
    everythingArrives();
    history.remove(2);
    finds(LOST);
  }

  @Test
  void aConversationThatNobodyReadBackIsLost() {
    everythingArrives();
    int acknowledgements = MESSAGES;
    int sights = 3 * MESSAGES - acknowledgements;
    assertEquals(acknowledgements + sights, checker.verdict().count(LOST));
  }

  @Test
  void aMemberWhoCannotReadIsALoss() {
    everythingArrives();
    checker.history("alice", CHAT, history);
    Verdict verdict = checker.verdict();
    assertEquals(Map.of(LOST, 1), verdict.faults());
    assertTrue(verdict.examples().getFirst().contains("bob"));
  }

  @Test
  void aHoleInSeqIsLostThoughAllMessagesAreThere() {
    join();
    for (long n = 1; n <= 3; n++) {
      checker.attempted(outgoing(n));
    }
    history.clear();
    for (long n : new long[] {1, 2, 3}) {
      // the third got the number 4
      history.add(at(n, n == 3 ? 4 : n, 100 * n));
    }
    history.forEach(event -> {
      checker.acknowledged(PHONE, event.clientMessageId(), event.place());
      checker.received(LAPTOP, event);
      checker.received(TABLET, event);
    });
    readBack();
    assertEquals(Map.of(LOST, 1), checker.verdict().faults());
  }

  @Test
  void aSeqThatDoesNotBeginAtOneIsLost() {
    everythingArrives();
    history.removeFirst();
    finds(LOST);
  }

  @Test
  void shownAndNeverStoredIsLost() {
    everythingArrives();
    checker.attempted(outgoing(6));
    checker.received(TABLET, seen(6));
    finds(LOST);
  }

  @Test
  void oneMessageStoredTwiceIsDoubled() {
    everythingArrives();
    history.add(at(3, 6, 600));
    finds(DOUBLED);
  }

  @Test
  void anUnacknowledgedMessageStoredTwiceIsDoubled() {
    everythingArrives();
    checker.attempted(outgoing(6));
    history.add(seen(6));
    history.add(at(6, 7, 700));
    finds(DOUBLED);
  }

  @Test
  void aRowReadTwiceIsDoubled() {
    everythingArrives();
    history.add(3, history.get(2));
    finds(DOUBLED);
  }

  @Test
  void twoMessagesWithOneSeqAreDoubled() {
    everythingArrives();
    checker.attempted(outgoing(6));
    history.add(at(6, 5, 600));
    List.of(PHONE, LAPTOP, TABLET).forEach(device -> checker.received(device, at(6, 5, 600)));
    readBack();
    assertEquals(Map.of(DOUBLED, 1), checker.verdict().faults());
  }

  @Test
  void aSeqThatFallsThoughIdsRiseIsReordered() {
    everythingArrives();
    checker.attempted(outgoing(6));
    history.add(at(6, 3, 600));
    List.of(PHONE, LAPTOP, TABLET).forEach(device -> checker.received(device, at(6, 3, 600)));
    readBack();
    assertEquals(Map.of(REORDERED, 1), checker.verdict().faults());
  }

  @Test
  void anAnswerWithAnotherIdThanStoredIsDoubled() {
    everythingArrives();
    checker.acknowledged(PHONE, "c2", new Place(CHAT, 2, 201));
    finds(DOUBLED);
  }

  @Test
  void anAnswerWithAnotherSeqThanStoredIsDoubled() {
    everythingArrives();
    checker.acknowledged(PHONE, "c2", new Place(CHAT, 9, 200));
    finds(DOUBLED);
  }

  @Test
  void oneMessageShownUnderTwoNumbersIsDoubled() {
    everythingArrives();
    checker.received(TABLET, at(3, 6, 600));
    finds(DOUBLED);
  }

  @Test
  void idsThatFallAreReordered() {
    join();
    history.clear();
    history.addAll(List.of(at(1, 1, 200), at(2, 2, 100)));
    history.forEach(event -> {
      checker.attempted(outgoing(event.place().seq()));
      checker.acknowledged(PHONE, event.clientMessageId(), event.place());
      checker.received(LAPTOP, event);
      checker.received(TABLET, event);
    });
    readBack();
    assertEquals(Map.of(REORDERED, 1), checker.verdict().faults());
  }

  @Test
  void historyOutOfOrderIsReordered() {
    everythingArrives();
    Collections.swap(history, 1, 2);
    finds(REORDERED);
  }

  @Test
  void twoReadersWithTwoOrdersAreReordered() {
    everythingArrives();
    checker.history("alice", CHAT, history);
    List<Seen> other = new ArrayList<>(history);
    Collections.swap(other, 1, 2);
    checker.history("bob", CHAT, other);
    assertEquals(Map.of(REORDERED, 1), checker.verdict().faults());
  }

  @Test
  void aReaderWhoGetsLessIsALoss() {
    everythingArrives();
    checker.history("bob", CHAT, history.subList(0, 4));
    checker.history("alice", CHAT, history);
    assertEquals(Map.of(LOST, 1), checker.verdict().faults());
  }

  @Test
  void aDeviceThatSawAnotherNumberIsReordered() {
    everythingArrives();
    checker.received(TABLET, at(3, 4, 300));
    finds(REORDERED);
  }

  @Test
  void aDeviceThatMissesAnEventIsFound() {
    join();
    history.forEach(event -> {
      checker.attempted(outgoing(event.place().seq()));
      acknowledge(event.place().seq());
      checker.received(LAPTOP, event);
      if (event.place().seq() != 3) {
        checker.received(TABLET, event);
      }
    });
    assertEquals(1, checker.outstanding());
    readBack();
    Verdict verdict = checker.verdict();
    assertEquals(Map.of(UNNOTICED, 1), verdict.faults());
    assertEquals(
        List.of("UNNOTICED: bob/tablet never learnt of alice:c3 at chat #3 (300)"),
        verdict.examples());
  }

  @Test
  void theLastMessageThatNobodyShowedIsUnnoticedByEachOtherDevice() {
    everythingArrives();
    checker.attempted(outgoing(6));
    acknowledge(6);
    history.add(seen(6));
    assertEquals(2, checker.outstanding());
    readBack();
    assertEquals(Map.of(UNNOTICED, 2), checker.verdict().faults());
  }

  @Test
  void aDeviceThatSawNothingAtAllIsFound() {
    everythingArrives();
    checker.joined(new Device("bob", "watch"));
    readBack();
    assertEquals(Map.of(UNNOTICED, MESSAGES), checker.verdict().faults());
  }

  @Test
  void anotherTextThanSentIsMisplaced() {
    everythingArrives();
    history.set(2, new Seen(history.get(2).place(), "alice", "c3", "other"));
    finds(MISPLACED);
  }

  @Test
  void anotherTextThanSentIsMisplacedThoughAllSeeTheSame() {
    everythingArrives();
    checker.attempted(outgoing(6));
    Seen other = new Seen(seen(6).place(), "alice", "c6", "other");
    history.add(other);
    List.of(PHONE, LAPTOP, TABLET).forEach(device -> checker.received(device, other));
    readBack();
    assertEquals(Map.of(MISPLACED, 1), checker.verdict().faults());
  }

  @Test
  void anotherTextOnOneDeviceIsMisplaced() {
    everythingArrives();
    checker.received(TABLET, new Seen(seen(2).place(), "alice", "c2", "other"));
    readBack();
    assertEquals(Map.of(MISPLACED, 1), checker.verdict().faults());
  }

  @Test
  void aMessageThatNobodySentIsMisplaced() {
    everythingArrives();
    history.add(new Seen(new Place(CHAT, 6, 600), "alice", "never", "boo"));
    finds(MISPLACED);
  }

  @Test
  void aMessageInFrontOfAStrangerIsMisplaced() {
    everythingArrives();
    checker.received(new Device("carol", "phone"), seen(1));
    finds(MISPLACED);
  }

  @Test
  void aMessageInTheConversationOfOthersIsMisplaced() {
    everythingArrives();
    checker.attempted(new Outgoing("alice", "carol", "c6", "text"));
    history.add(new Seen(new Place(CHAT, 6, 600), "alice", "c6", "text"));
    finds(MISPLACED);
  }

  @Test
  void manyFaultsAreCountedAndAFewAreTold() {
    everythingArrives();
    for (int i = 0; i < 50; i++) {
      checker.joined(new Device("bob", "watch" + i));
    }
    readBack();
    Verdict verdict = checker.verdict();
    assertEquals(50 * MESSAGES, verdict.count(UNNOTICED));
    assertEquals(5, verdict.examples().size());
  }

  @Test
  void aClientMessageIdIsUsedOnce() {
    checker.attempted(outgoing(1));
    assertThrows(IllegalArgumentException.class, () -> checker.attempted(outgoing(1)));
  }

  private void finds(DeliveryFault fault) {
    readBack();
    Verdict verdict = checker.verdict();
    assertFalse(verdict.holds());
    assertTrue(verdict.count(fault) > 0, verdict::toString);
    assertTrue(
        verdict.examples().stream().anyMatch(example -> example.startsWith(fault.name())),
        verdict::toString);
  }

  private void join() {
    List.of(PHONE, LAPTOP, TABLET).forEach(checker::joined);
  }

  private void everythingArrives() {
    join();
    for (long n = 1; n <= MESSAGES; n++) {
      checker.attempted(outgoing(n));
      acknowledge(n);
      arrives(n);
    }
  }

  private void arrives(long n) {
    List.of(PHONE, LAPTOP, TABLET).forEach(device -> checker.received(device, seen(n)));
  }

  private void acknowledge(long n) {
    checker.acknowledged(PHONE, "c" + n, seen(n).place());
  }

  private void readBack() {
    checker.history("alice", CHAT, history);
    checker.history("bob", CHAT, history);
  }

  private static Outgoing outgoing(long n) {
    return new Outgoing("alice", "bob", "c" + n, "text " + n);
  }

  private static Seen seen(long n) {
    return at(n, n, 100 * n);
  }

  private static Seen at(long n, long seq, long messageId) {
    return new Seen(new Place(CHAT, seq, messageId), "alice", "c" + n, "text " + n);
  }
}
