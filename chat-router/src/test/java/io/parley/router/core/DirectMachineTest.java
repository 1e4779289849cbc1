package io.parley.router.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.EventRef;
import io.parley.history.LogPosition;
import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.CreateGroup;
import io.parley.protocol.v1.Delete;
import io.parley.protocol.v1.Edit;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Media;
import io.parley.protocol.v1.MediaRef;
import io.parley.protocol.v1.React;
import io.parley.protocol.v1.Rename;
import io.parley.router.core.Decision.Accepted;
import io.parley.router.core.Decision.Duplicate;
import io.parley.router.core.Decision.Marked;
import io.parley.router.core.Decision.Refused;
import io.parley.router.core.Decision.Replayed;
import io.parley.router.core.Question.FindOriginal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DirectMachineTest {
  private static final LookedUp NOTHING = new LookedUp.Nothing();

  private final ConversationMachine machine = new RouterMachine(Given.LIMITS);

  private static Verdict decide(
      ConversationMachine by, ConversationState state, LoggedCommand command, LookedUp lookedUp) {
    return Given.decide(by, Given.SUBJECT, state, command, lookedUp);
  }

  private Verdict decide(int events, long offset, Command command) {
    return decide(machine, Given.conversation(events), Given.logged(offset, command), NOTHING);
  }

  private Verdict decide(int events, long offset, Command command, LookedUp lookedUp) {
    return decide(machine, Given.conversation(events), Given.logged(offset, command), lookedUp);
  }

  @Test
  void firstMessageIsSeqOneAtTheLogsIdAndTime() {
    Accepted accepted = assertInstanceOf(Accepted.class, decide(0, 9, Given.send("bob", "c")));
    assertEquals(new EventRef(1, Given.idOf(9), "bob", "c", Given.position(9)), accepted.ref());
    Event event = accepted.event();
    assertEquals("hi", event.getMessage().getText());
    assertEquals("bob", event.getSender());
    assertEquals(Given.at(Given.timeOf(9)), event.getAt());
    assertEquals(Given.ANN_AND_BOB.text(), event.getConversation());
  }

  @Test
  void nextMessageHasTheNextSeq() {
    Accepted accepted = assertInstanceOf(Accepted.class, decide(6, 9, Given.send("bob", "c")));
    assertEquals(7, accepted.ref().seq());
  }

  @Test
  void duplicateInTheWindowIsTheOriginal() {
    assertEquals(new Duplicate(Given.event(3)), decide(6, 9, Given.send("ann", "m3")));
    assertEquals(new Duplicate(Given.event(6)), decide(6, 9, Given.resend("ann", "m6")));
  }

  @Test
  void sameClientMessageIdOfSomebodyElseIsAnotherMessage() {
    assertInstanceOf(Accepted.class, decide(6, 9, Given.send("bob", "m6")));
  }

  @Test
  void beyondTheWindowAFirstAttemptIsTakenAtItsWord() {
    assertInstanceOf(Accepted.class, decide(6, 9, Given.send("ann", "m2")));
  }

  @Test
  void resendBeyondTheWindowIsLookedFor() {
    FindOriginal question =
        assertInstanceOf(FindOriginal.class, decide(6, 9, Given.resend("ann", "m2")));
    assertEquals(new FindOriginal("ann", "m2", 0, Given.idOf(6), 6, 10), question);
  }

  @Test
  void searchBeginsBeforeTheFirstAttempt() {
    long attempted = Given.timeOf(2);
    Command command =
        Given.resend("ann", "m2").toBuilder().setFirstAttemptAt(Given.at(attempted)).build();
    FindOriginal question = assertInstanceOf(FindOriginal.class, decide(6, 9, command));
    assertEquals(
        SnowflakeLayout.firstIdAt(Instant.ofEpochMilli(attempted).minus(Duration.ofMinutes(2))),
        question.notBefore());
  }

  @Test
  void firstAttemptInTheFutureOrOutOfAllTimeBeginsAtTheRecord() {
    for (long seconds : new long[] {Long.MAX_VALUE, 1L << 40, Given.timeOf(9) / 1_000 + 99}) {
      Command command =
          Given.resend("ann", "x").toBuilder()
              .setFirstAttemptAt(
                  Given.at(0).toBuilder().setSeconds(seconds).setNanos(Integer.MAX_VALUE))
              .build();
      FindOriginal question = assertInstanceOf(FindOriginal.class, decide(6, 9, command));
      Instant latest = Instant.ofEpochMilli(Given.timeOf(9)).minus(Duration.ofMinutes(2));
      assertTrue(question.notBefore() <= SnowflakeLayout.firstIdAt(latest));
    }
  }

  @Test
  void whatTheSearchSaysDecides() {
    Command command = Given.resend("ann", "m2");
    assertEquals(
        new Duplicate(Given.event(2)), decide(6, 9, command, new LookedUp.Found(Given.event(2))));
    assertInstanceOf(Accepted.class, decide(6, 9, command, new LookedUp.Absent()));
    assertConflict(decide(6, 9, command, new LookedUp.Unknown(Given.idOf(2))));
  }

  private static void assertConflict(Verdict verdict) {
    assertEquals(Code.CONFLICT, assertInstanceOf(Refused.class, verdict).code());
  }

  @Test
  void resendThatSaysNoTimeIsLookedForHoweverOldTheConversation() {
    long dayLater = 130 + Duration.ofHours(25).toSeconds();
    ConversationMachine standard = new RouterMachine(MachineLimits.STANDARD);
    ConversationState state = ConversationState.of(128, Given.tail(1, 130, 128));
    LoggedCommand resend = Given.logged(dayLater, Given.resend("ann", "m1"));
    assertEquals(
        new FindOriginal("ann", "m1", 0, Given.idOf(130), 130, 10_000),
        decide(standard, state, resend, NOTHING));
    assertEquals(
        new Duplicate(Given.event(1)),
        decide(standard, state, resend, new LookedUp.Found(Given.event(1))));
  }

  @Test
  void resendThatSaysNoTimeIsNewWhereTheSearchHasReachedBackADay() {
    long dayLater = 6 + Duration.ofHours(24).toSeconds();
    Command command = Given.resend("ann", "x");
    LookedUp atFive = new LookedUp.Unknown(Given.idOf(5));
    LookedUp atSix = new LookedUp.Unknown(Given.idOf(6));
    assertInstanceOf(Accepted.class, decide(6, dayLater, command, atFive));
    assertConflict(decide(6, dayLater, command, atSix));
    // who says a time has said how far back is far enough
    Command told = command.toBuilder().setFirstAttemptAt(Given.at(Given.timeOf(1))).build();
    assertConflict(decide(6, dayLater, told, atFive));
  }

  @Test
  void theLimitCountsWhatTheBatchHasMade() {
    ConversationState state = Given.conversation(6);
    for (long seq = 7; seq <= 17; seq++) {
      state = state.apply(Given.event(seq));
    }
    Command command = Given.resend("ann", "x");
    assertConflict(decide(machine, state, Given.logged(18, command), NOTHING));
    long dayLater = 8 + Duration.ofHours(24).toSeconds();
    assertInstanceOf(
        Accepted.class, decide(machine, state, Given.logged(dayLater, command), NOTHING));
  }

  @Test
  void lateFirstAttemptIsLookedForLikeAResend() {
    Command onTime =
        Given.send("ann", "m2").toBuilder()
            .setFirstAttemptAt(Given.at(Given.timeOf(9) - 2_000))
            .build();
    Command late = onTime.toBuilder().setFirstAttemptAt(Given.at(Given.timeOf(9) - 2_001)).build();
    assertInstanceOf(Accepted.class, decide(6, 9, onTime));
    assertInstanceOf(FindOriginal.class, decide(6, 9, late));
  }

  @Test
  void searchLeavesToMemoryWhatTheBatchHasMade() {
    ConversationState state = Given.conversation(6);
    for (long seq = 7; seq <= 12; seq++) {
      state = state.apply(Given.event(seq));
    }
    Verdict inMemory = decide(machine, state, Given.logged(20, Given.resend("ann", "m7")), NOTHING);
    assertEquals(new Duplicate(Given.event(7)), inMemory);
    Verdict beyond = decide(machine, state, Given.logged(20, Given.resend("ann", "m2")), NOTHING);
    FindOriginal question = assertInstanceOf(FindOriginal.class, beyond);
    assertEquals(Given.idOf(7) - 1, question.upTo());
    assertEquals(6, question.upToSeq());
    assertEquals(4, question.limit());
  }

  @Test
  void replayInTheWindowIsTheSameEvent() {
    Replayed replayed = assertInstanceOf(Replayed.class, decide(6, 4, Given.send("ann", "m4")));
    assertEquals(Given.event(4), replayed.ref());
    Accepted live = assertInstanceOf(Accepted.class, decide(3, 4, Given.send("ann", "m4")));
    assertEquals(live.event(), replayed.event());
    assertEquals(live.ref(), replayed.ref());
  }

  @Test
  void replayBeyondTheWindowIsFoundByItsId() {
    Command command = Given.send("ann", "m1");
    assertEquals(new Question.FindNewest(Given.idOf(1)), decide(6, 1, command));
    assertEquals(
        Given.event(1),
        ((Replayed) decide(6, 1, command, new LookedUp.Found(Given.event(1)))).ref());
  }

  @Test
  void replayWithoutRowIsNotDecidedAgain() {
    Command command = Given.send("bob", "b");
    Refused refused = assertInstanceOf(Refused.class, decide(6, 1, command, new LookedUp.Absent()));
    assertEquals(Code.UNAVAILABLE, refused.code());
    assertEquals(Duration.ofSeconds(1), refused.retryAfter());
    EventRef other = new EventRef(1, Given.idOf(1), "ann", "m1", Given.position(2));
    assertInstanceOf(Refused.class, decide(6, 1, command, new LookedUp.Found(other)));
    assertInstanceOf(Duplicate.class, decide(6, 1, Given.send("ann", "m5"), new LookedUp.Absent()));
  }

  @Test
  void replayThatTheWindowWouldShowIsNotLookedFor() {
    // the window goes back to offset 3, or to the beginning
    ConversationState gaps =
        ConversationState.of(
            4,
            List.of(
                new EventRef(2, Given.idOf(8), "ann", "m2", Given.position(8)),
                new EventRef(1, Given.idOf(5), "ann", "m1", Given.position(5))));
    for (long offset : new long[] {2, 6}) {
      Verdict verdict =
          decide(machine, gaps, Given.logged(offset, Given.send("bob", "b")), NOTHING);
      assertInstanceOf(Refused.class, verdict);
    }
  }

  @Test
  void positionsOfAnotherLogOrPartitionAreNoReplay() {
    for (LogPosition made :
        List.of(new LogPosition(6, Given.PARTITION, 90), new LogPosition(Given.LOG, 2, 90))) {
      ConversationState state =
          ConversationState.of(4, List.of(new EventRef(1, Given.idOf(1), "ann", "m1", made)));
      assertInstanceOf(
          Accepted.class, decide(machine, state, Given.logged(2, Given.send("bob", "b")), NOTHING));
    }
  }

  /// The record that the log has at this offset since it lost its end.
  private static LoggedCommand afterALostEnd(long offset, long id, Command command) {
    return new LoggedCommand(Given.position(offset), Given.timeOf(40), id, command);
  }

  private Verdict afterALostEnd(int events, long offset, Command command, LookedUp lookedUp) {
    return decide(
        machine,
        Given.conversation(events),
        afterALostEnd(offset, Given.idOf(40), command),
        lookedUp);
  }

  @Test
  void recordWithAnIdAboveTheHeadIsNewWhateverStoodThere() {
    Command command = Given.send("bob", "b");
    for (long offset = 1; offset <= 6; offset++) {
      FindOriginal question =
          assertInstanceOf(FindOriginal.class, afterALostEnd(6, offset, command, NOTHING));
      assertEquals(Given.idOf(6), question.upTo());
      Accepted accepted =
          assertInstanceOf(
              Accepted.class, afterALostEnd(6, offset, command, new LookedUp.Absent()));
      assertEquals(7, accepted.ref().seq());
      assertEquals(Given.idOf(40), accepted.ref().messageId());
    }
    assertEquals(
        new Duplicate(Given.event(5)), afterALostEnd(6, 2, Given.send("ann", "m5"), NOTHING));
  }

  @Test
  void whatWasDecidedAfterALostEndIsReplayedLikeAllElse() {
    LoggedCommand command = afterALostEnd(5, Given.idOf(40), Given.resend("bob", "b"));
    Accepted accepted =
        (Accepted) decide(machine, Given.conversation(6), command, new LookedUp.Absent());
    ConversationState after = Given.conversation(6).apply(accepted.ref()).stored();
    Replayed replayed = assertInstanceOf(Replayed.class, decide(machine, after, command, NOTHING));
    assertEquals(accepted.ref(), replayed.ref());
    // what stood there before is nobody's any more
    LoggedCommand none = afterALostEnd(4, Given.idOf(40) - 1, Given.resend("ann", "m4x"));
    assertInstanceOf(Refused.class, decide(machine, after, none, NOTHING));
  }

  @Test
  void recordOfAClockThatIsBehindIsRefusedUntilItHasCaughtUp() {
    Command command = Given.send("bob", "b");
    for (LookedUp lookedUp : List.of(NOTHING, new LookedUp.Absent())) {
      Verdict verdict =
          decide(
              machine,
              Given.conversation(6),
              afterALostEnd(5, Given.idOf(5) - 9, command),
              lookedUp);
      assertEquals(Code.UNAVAILABLE, assertInstanceOf(Refused.class, verdict).code());
    }
    assertInstanceOf(
        Replayed.class,
        decide(
            machine,
            Given.conversation(6),
            afterALostEnd(5, Given.idOf(5) - 9, Given.resend("ann", "m5")),
            NOTHING));
  }

  @Test
  void resendIsNotLookedForWhereTheWindowWouldShowIt() {
    assertInstanceOf(Accepted.class, decide(4, 9, Given.resend("bob", "b")));
    Command recent =
        Given.resend("bob", "b").toBuilder()
            .setFirstAttemptAt(Given.at(Given.timeOf(500) - 1_000))
            .build();
    assertInstanceOf(Accepted.class, decide(6, 500, recent));
    assertInstanceOf(FindOriginal.class, decide(6, 9, recent));
  }

  @Test
  void idsRiseAboveTheHeadWhateverTheLogSays() {
    long tick = SnowflakeLayout.tick(Given.idOf(2));
    // head, and what the event after it must have
    long[][] table = {
      {SnowflakeLayout.compose(tick, 3, 0), SnowflakeLayout.compose(tick, 3, 1)},
      {SnowflakeLayout.compose(tick + 9, 3, 7), SnowflakeLayout.compose(tick + 9, 3, 8)},
      {SnowflakeLayout.compose(tick + 9, 3, 4095), SnowflakeLayout.compose(tick + 10, 3, 0)},
      {SnowflakeLayout.compose(tick + 9, 2, 7), SnowflakeLayout.compose(tick + 10, 3, 0)},
      {SnowflakeLayout.compose(tick + 9, 4, 7), SnowflakeLayout.compose(tick + 10, 3, 0)},
      {SnowflakeLayout.compose(tick, 2, 9), SnowflakeLayout.compose(tick + 1, 3, 0)},
      {SnowflakeLayout.compose(tick - 1, 9, 9), Given.idOf(2)},
    };
    for (long[] row : table) {
      EventRef head = new EventRef(1, row[0], "ann", "m1", new LogPosition(1, 0, 1));
      Verdict verdict =
          decide(
              machine,
              ConversationState.of(4, List.of(head)),
              Given.logged(2, Given.send("bob", "b")),
              NOTHING);
      assertEquals(row[1], ((Accepted) verdict).ref().messageId());
      assertTrue(row[1] > row[0]);
    }
  }

  static List<Command> refusedWithTheirCode() {
    Command.Builder ann = Given.command("ann");
    return List.of(
        ann.clone().setFrameId("UNSUPPORTED").setEdit(Edit.newBuilder()).build(),
        ann.clone().setFrameId("UNSUPPORTED").setDelete(Delete.newBuilder()).build(),
        ann.clone().setFrameId("UNSUPPORTED").setReact(React.newBuilder()).build(),
        ann.clone().setFrameId("UNSUPPORTED").setRename(Rename.newBuilder()).build(),
        ann.clone().setFrameId("UNSUPPORTED").setCreateGroup(CreateGroup.newBuilder()).build(),
        ann.clone().setFrameId("UNSUPPORTED").build(),
        Given.send("ann", "").toBuilder().setFrameId("INVALID").build(),
        Given.send("ann", "x".repeat(65)).toBuilder().setFrameId("INVALID").build(),
        Given.mark("ann", -1, 0).toBuilder().setFrameId("INVALID").build(),
        Given.mark("ann", 0, -1).toBuilder().setFrameId("INVALID").build(),
        withMediaUnknownToTheEdge().toBuilder().setFrameId("UNSUPPORTED").build());
  }

  private static Command withMediaUnknownToTheEdge() {
    Command send = Given.send("ann", "c");
    return send.toBuilder()
        .setSend(send.getSend().toBuilder().setMedia(MediaRef.newBuilder().setId("u")))
        .build();
  }

  @ParameterizedTest
  @MethodSource("refusedWithTheirCode")
  void refusals(Command command) {
    Refused refused = assertInstanceOf(Refused.class, decide(6, 9, command));
    assertEquals(command.getFrameId(), refused.code().name());
    assertEquals(Duration.ZERO, refused.retryAfter());
  }

  @Test
  void mediaThatTheEdgeKnowsGoesIntoTheEvent() {
    Media media = Media.newBuilder().setId("u").build();
    Command command = withMediaUnknownToTheEdge().toBuilder().setMedia(media).build();
    assertEquals(media, ((Accepted) decide(6, 9, command)).event().getMessage().getMedia());
  }

  @Test
  void marksStopAtTheHead() {
    assertEquals(new Marked(6, 6, Given.idOf(6)), decide(6, 9, Given.mark("bob", 99, 99)));
    assertEquals(new Marked(5, 4, Given.idOf(4)), decide(6, 9, Given.mark("bob", 5, 4)));
    assertEquals(new Marked(5, 0, 0), decide(6, 9, Given.mark("bob", 5, 0)));
    assertEquals(new Decision.Ignored(), decide(0, 9, Given.mark("bob", 5, 5)));
  }

  @Test
  void replayedMarkStopsWhereItStoppedThen() {
    Command mark = Given.mark("bob", 99, 99);
    Verdict live = decide(machine, Given.conversation(4), between(4, 5, mark), NOTHING);
    assertEquals(new Marked(4, 4, Given.idOf(4)), live);
    assertEquals(live, decide(machine, Given.conversation(7), between(4, 5, mark), NOTHING));
  }

  @Test
  void replayedMarkBeyondTheWindowIsLookedFor() {
    LoggedCommand mark = between(2, 3, Given.mark("bob", 99, 99));
    ConversationState state = Given.conversation(9);
    assertEquals(new Question.FindNewest(mark.logId()), decide(machine, state, mark, NOTHING));
    assertEquals(
        new Marked(2, 2, Given.idOf(2)),
        decide(machine, state, mark, new LookedUp.Found(Given.event(2))));
    assertEquals(new Decision.Ignored(), decide(machine, state, mark, new LookedUp.Absent()));
    // the whole conversation came after it
    LoggedCommand first = Given.logged(0, Given.mark("bob", 99, 99));
    assertEquals(new Decision.Ignored(), decide(machine, Given.conversation(4), first, NOTHING));
  }

  @Test
  void markAfterALostEndIsNoReplay() {
    LoggedCommand mark = afterALostEnd(3, Given.idOf(40), Given.mark("bob", 99, 99));
    assertEquals(
        new Marked(6, 6, Given.idOf(6)), decide(machine, Given.conversation(6), mark, NOTHING));
  }

  /// A record that came between those that made the event at `before` and the one at `offset`.
  private static LoggedCommand between(long before, long offset, Command command) {
    long id = (Given.idOf(before) + Given.idOf(offset)) / 2;
    return new LoggedCommand(Given.position(offset), Given.timeOf(before) + 500, id, command);
  }

  @Test
  void readMessageIdIsTheClientsOnlyWhereNobodyKnowsBetter() {
    Command old = Given.mark("bob", 1, 1);
    Command told = old.toBuilder().setMark(old.getMark().toBuilder().setReadMessageId(42)).build();
    assertEquals(new Marked(1, 1, 42), decide(6, 9, told));
    assertEquals(new Marked(1, 1, Given.idOf(1)), decide(2, 9, told));
  }
}
