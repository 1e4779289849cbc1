package io.parley.load.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Faults that are planted one by one are found, and counted as what they are.
class ConversationLedgerTest {
  private static final int MEMBERS = 3;
  private static final long FIRST_ID = 1000;

  private final ConversationLedger ledger = new ConversationLedger("talk", MEMBERS);

  private static long idOf(long seq) {
    return FIRST_ID + 10 * seq;
  }

  private static BitSet members(int... present) {
    return IntStream.of(present).collect(BitSet::new, BitSet::set, BitSet::or);
  }

  private Delivery judge() {
    return ledger.judge(members(0, 1, 2));
  }

  /// Message n stands at seq n + 1.
  private void say(int messages) {
    for (int i = 0; i < messages; i++) {
      int number = ledger.attempt();
      ledger.acknowledged(number, number + 1L, idOf(number + 1L));
    }
  }

  private void show(int member, long... seqs) {
    for (long seq : seqs) {
      ledger.shown(member, seq, idOf(seq), (int) seq - 1);
    }
  }

  @Test
  void nothingIsFoundWhereAllIsWell() {
    say(3);
    IntStream.range(0, MEMBERS).forEach(member -> show(member, 1, 2, 3));
    Delivery all = judge();
    assertTrue(all.faults().isNone(), all::toString);
    assertEquals(
        List.of(3L, 3L, 9L),
        List.of(all.sent().attempted(), all.sent().acknowledged(), all.shown()));
    assertEquals(List.of(), all.faults().samples());
    assertTrue(ledger.isSettled(members(0, 1, 2)));
  }

  @Test
  void aLossInTheMiddleIsFound() {
    say(3);
    show(0, 1, 2, 3);
    show(1, 1, 3);
    show(2, 1, 2, 3);
    assertEquals(1, judge().faults().lost());
    assertEquals(List.of("talk: member 1 lacks 1 of 3, from 2 on"), judge().faults().samples());
    assertFalse(ledger.isSettled(members(0, 1, 2)));
    assertTrue(ledger.isSettled(members(0, 2)), "who is not there is owed nothing yet");
  }

  @Test
  void aLossAtTheEndIsFoundByTheAcknowledgementAlone() {
    say(2);
    IntStream.range(0, MEMBERS).forEach(member -> show(member, 1));
    assertEquals(MEMBERS, judge().faults().lost());
  }

  @Test
  void anEventThatOneMemberShowsIsOwedToAllAcknowledgedOrNot() {
    assertEquals(0, ledger.attempt());
    show(0, 1);
    assertEquals(2, judge().faults().lost());
  }

  @Test
  void anEventShownTwiceIsFound() {
    say(2);
    IntStream.range(0, MEMBERS).forEach(member -> show(member, 1, 2));
    show(2, 2);
    assertEquals(List.of(0L, 1L, 0L), counts());
  }

  @Test
  void aMessageStoredTwiceIsFoundOnceAndNotForEachMember() {
    say(1);
    IntStream.range(0, MEMBERS).forEach(member -> show(member, 1));
    for (int member = 0; member < MEMBERS; member++) {
      ledger.shown(member, 2, idOf(2), 0);
    }
    assertEquals(List.of(0L, 1L, 0L), counts());
  }

  @Test
  void aMessageAcknowledgedAtTwoPlacesIsFound() {
    say(1);
    ledger.acknowledged(0, 2, idOf(2));
    IntStream.range(0, MEMBERS).forEach(member -> show(member, 1));
    assertEquals(1, judge().faults().doubled());
  }

  @Test
  void eventsOutOfTheirOrderAreFoundAndNotTakenForLost() {
    say(3);
    IntStream.range(0, 2).forEach(member -> show(member, 1, 2, 3));
    show(2, 1, 3, 2);
    assertEquals(List.of(0L, 0L, 1L), counts());
  }

  @Test
  void membersWhoShowDifferentMessagesAtOnePlaceAreFound() {
    say(2);
    show(0, 1, 2);
    show(1, 1, 2);
    ledger.shown(2, 1, idOf(1), 1);
    ledger.shown(2, 2, idOf(2), 0);
    assertEquals(2, judge().faults().reordered());
  }

  @Test
  void anAcknowledgementOfAnotherPlaceThanTheEventIsFound() {
    assertEquals(0, ledger.attempt());
    assertEquals(1, ledger.attempt());
    IntStream.range(0, MEMBERS).forEach(member -> show(member, 1, 2));
    ledger.acknowledged(0, 2, idOf(2));
    assertEquals(1, judge().faults().reordered());
  }

  @Test
  void idsThatDoNotRiseWithSeqAreFound() {
    say(1);
    show(0, 1);
    assertEquals(1, ledger.attempt());
    ledger.shown(0, 2, FIRST_ID, 1);
    assertEquals(1, ledger.judge(members(0)).faults().reordered());
  }

  @Test
  void aSeqFarBeyondWhatWasSaidCostsNoMemoryAndIsAFault() {
    say(1);
    IntStream.range(0, MEMBERS).forEach(member -> show(member, 1));
    ledger.shown(0, Integer.MAX_VALUE - 8L, idOf(2), 0);
    ledger.shown(0, 0, idOf(0), 0);
    ledger.shown(0, 2, idOf(2), 77);
    assertEquals(List.of(0L, 0L, 3L), counts());
  }

  @Test
  void whatIsNoMessageOfTheRunCountsAsAnEvent() {
    ledger.shown(0, 1, idOf(1), ConversationLedger.FOREIGN);
    ledger.shown(1, 1, idOf(1), ConversationLedger.FOREIGN);
    assertEquals(List.of(1L, 0L, 0L), counts());
  }

  @Test
  void aRefusedMessageIsOwedToNobody() {
    say(1);
    IntStream.range(0, MEMBERS).forEach(member -> show(member, 1));
    assertEquals(1, ledger.attempt());
    assertFalse(ledger.isSettled(members(0)), "no answer yet");
    ledger.refused();
    assertTrue(ledger.isSettled(members(0)));
    assertEquals(List.of(1L, 0L), List.of(judge().sent().refused(), judge().sent().unanswered()));
  }

  @Test
  void samplesAreFewHoweverManyTheFaults() {
    say(100);
    IntStream.rangeClosed(1, 100).forEach(seq -> show(0, seq, seq));
    Delivery faulty = ledger.judge(members(0));
    assertEquals(100, faulty.faults().doubled());
    assertEquals(Delivery.Faults.SAMPLES_MAX, faulty.faults().samples().size());
  }

  @Test
  void whatComesAfterTheCloseIsOwedToNobody() {
    say(2);
    IntStream.range(0, MEMBERS).forEach(member -> show(member, 1));
    show(0, 2);
    ledger.close();
    assertFalse(ledger.isShown(members(0, 1, 2)), "two lack what stood at the close");
    say(2);
    show(0, 3, 4);
    show(1, 2, 4);
    show(2, 2);
    assertTrue(ledger.isShown(members(0, 1, 2)));
    assertEquals(List.of(0L, 0L, 0L), counts());
  }

  @Test
  void whatWasShownAndIsNotThereAnyMoreIsFound() {
    say(4);
    IntStream.range(0, MEMBERS).forEach(member -> show(member, 1, 2, 3, 4));
    ledger.close();
    ledger.beginsReadingAgain();
    for (long seq : new long[] {1, 2, 4}) {
      ledger.readAgain(seq, idOf(seq), (int) seq - 1);
    }
    assertEquals(0, judge().faults().forgotten(), "nobody has read to the end");
    ledger.endsReadingAgain();
    assertEquals(1, judge().faults().forgotten());
    assertEquals(
        List.of("talk: 1 of 4 are not there when it is read again, from 3 on"),
        judge().faults().samples());
  }

  @Test
  void whatIsReadAgainMustBeWhatWasShown() {
    say(2);
    IntStream.range(0, MEMBERS).forEach(member -> show(member, 1, 2));
    ledger.close();
    ledger.beginsReadingAgain();
    ledger.readAgain(1, idOf(1), 0);
    ledger.readAgain(2, idOf(2) + 1, 1);
    ledger.readAgain(3, idOf(3), 1);
    ledger.endsReadingAgain();
    Delivery.Faults faults = judge().faults();
    assertEquals(
        List.of(1L, 1L, 0L), List.of(faults.reordered(), faults.doubled(), faults.forgotten()));
  }

  @Test
  void whatIsReadAgainTwiceOrOutOfItsOrderIsFound() {
    say(3);
    IntStream.range(0, MEMBERS).forEach(member -> show(member, 1, 2, 3));
    ledger.close();
    ledger.beginsReadingAgain();
    for (long seq : new long[] {1, 1, 3, 2}) {
      ledger.readAgain(seq, idOf(seq), (int) seq - 1);
    }
    ledger.endsReadingAgain();
    assertEquals(List.of(0L, 1L, 1L), counts());
  }

  @Test
  void whoBeginsToReadAnewHasReadNothingTwice() {
    say(2);
    IntStream.range(0, MEMBERS).forEach(member -> show(member, 1, 2));
    ledger.close();
    for (int reader = 0; reader < 2; reader++) {
      ledger.beginsReadingAgain();
      ledger.readAgain(1, idOf(1), 0);
      ledger.readAgain(2, idOf(2), 1);
    }
    ledger.endsReadingAgain();
    assertTrue(judge().faults().isNone(), () -> judge().faults().toString());
  }

  @Test
  void whatIsShownAfterLossesAreFixedIsLost() {
    say(2);
    IntStream.range(0, 2).forEach(member -> show(member, 1, 2));
    show(2, 1);
    ledger.close();
    ledger.fixLost(members(0, 1, 2));
    show(2, 2);
    assertEquals(List.of(1L, 0L, 0L), counts());
    assertEquals(List.of("talk: member 2 lacks 1 of 2, from 2 on"), judge().faults().samples());
  }

  private List<Long> counts() {
    Delivery.Faults now = judge().faults();
    return List.of(now.lost(), now.doubled(), now.reordered());
  }
}
