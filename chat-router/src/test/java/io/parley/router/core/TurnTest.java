package io.parley.router.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.ServerFrame;
import io.parley.router.core.Decision.Accepted;
import io.parley.router.core.Decision.Marked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnTest {
  private final ConversationMachine machine = new RouterMachine(Given.LIMITS);

  private Turn.Result run(ConversationMachine by, Command... commands) {
    Turn turn = turn(by, commands);
    assertEquals(Optional.empty(), turn.proceed(new LookedUp.Nothing()));
    return turn.result();
  }

  private static Turn turn(ConversationMachine by, Command... commands) {
    List<LoggedCommand> logged = new ArrayList<>();
    for (Command command : commands) {
      logged.add(Given.logged(10 + logged.size(), command));
    }
    return new Turn(by, Given.SUBJECT, Given.conversation(3), 0, logged);
  }

  @Test
  void eachCommandSeesWhatTheOneBeforeDid() {
    Turn.Result result =
        run(machine, Given.send("ann", "a"), Given.send("bob", "b"), Given.send("ann", "a"));
    assertEquals(2, result.events().size());
    assertEquals(5, result.state().headSeq());
    assertEquals(4, ((Decision.Duplicate) result.outcomes().get(2).decision()).original().seq());
    assertTrue(result.moved());
  }

  @Test
  void stopsWhereSomethingIsToBeLookedUpAndGoesOn() {
    Turn turn =
        new Turn(
            machine,
            Given.SUBJECT,
            Given.conversation(6),
            0,
            List.of(
                Given.logged(10, Given.send("ann", "a")),
                Given.logged(11, Given.resend("bob", "b"))));
    Question question = turn.proceed(new LookedUp.Nothing()).orElseThrow();
    assertInstanceOf(Question.FindOriginal.class, question);
    assertEquals(Optional.empty(), turn.proceed(new LookedUp.Absent()));
    assertEquals(2, turn.result().events().size());
  }

  @Test
  void faultInOneCommandIsAnsweredAndStopsNobody() {
    ConversationMachine faulty =
        (subject, state, command, answers) -> {
          if (command.command().getSend().getClientMessageId().equals("bad")) {
            throw new IllegalStateException("a bug");
          }
          return machine.decide(subject, state, command, answers);
        };
    Turn.Result result = run(faulty, Given.send("ann", "bad"), Given.send("ann", "good"));
    assertInstanceOf(Decision.Broken.class, result.outcomes().getFirst().decision());
    ServerFrame answer = result.outcomes().getFirst().effects().answer().orElseThrow();
    assertEquals(Code.INTERNAL, answer.getError().getCode());
    assertEquals("router-3-10", answer.getError().getReference());
    assertFalse(answer.getError().getMessage().contains("bug"));
    assertInstanceOf(Accepted.class, result.outcomes().getLast().decision());
  }

  @Test
  void marksOfAUserBecomeOneAndAreToldOnce() {
    Turn.Result result =
        run(machine, Given.mark("bob", 3, 1), Given.mark("ann", 2, 2), Given.mark("bob", 2, 2));
    assertEquals(
        Map.of("bob", new Marked(3, 2, Given.idOf(2)), "ann", new Marked(2, 2, Given.idOf(2))),
        result.marks());
    assertEquals(new Decision.Ignored(), result.outcomes().getFirst().decision());
    ServerFrame told = result.outcomes().getLast().effects().broadcasts().getFirst().frame();
    assertEquals(3, told.getReceipt().getDelivered());
    assertEquals(2, told.getReceipt().getRead());
    assertEquals("bob", told.getReceipt().getUser());
    assertFalse(result.moved());
  }

  @Test
  void markOfAnotherDeviceIsToldToTheLastOneToo() {
    Command desk = Given.mark("bob", 1, 1);
    Command.Builder phone = desk.toBuilder();
    phone.getOriginBuilder().setDevice("bob-pad");
    Command further = Given.mark("bob", 3, 3);
    assertFalse(toAsker(run(machine, further, desk)));
    assertTrue(toAsker(run(machine, further, phone.build())));
  }

  private static boolean toAsker(Turn.Result result) {
    return result.outcomes().getLast().effects().broadcasts().getFirst().toAsker();
  }

  @Test
  void whereTheLogLostItsEndIsSaid() {
    assertFalse(run(machine, Given.send("ann", "a")).endLost());
    LoggedCommand again =
        new LoggedCommand(
            Given.position(2), Given.timeOf(99), Given.idOf(99), Given.resend("bob", "b"));
    Turn turn = new Turn(machine, Given.SUBJECT, Given.conversation(3), 0, List.of(again));
    assertEquals(Optional.empty(), turn.proceed(new LookedUp.Nothing()));
    assertTrue(turn.result().endLost());
  }

  @Test
  void eventsGoToBothAndTheAnswerToTheAsker() {
    Effects effects = run(machine, Given.send("ann", "a")).outcomes().getFirst().effects();
    ServerFrame answer = effects.answer().orElseThrow();
    assertEquals("f", answer.getRe());
    assertEquals(4, answer.getSent().getSeq());
    assertEquals("a", answer.getSent().getClientMessageId());
    assertEquals(
        new Audience.Users(List.of("ann", "bob")), effects.broadcasts().getFirst().audience());
    assertEquals(4, effects.broadcasts().getFirst().moved().orElseThrow().getSeq());
  }

  @Test
  void duplicateIsAnsweredAndSaysWhereTheConversationStands() {
    Effects effects = run(machine, Given.send("ann", "m2")).outcomes().getFirst().effects();
    assertEquals(2, effects.answer().orElseThrow().getSent().getSeq());
    ServerFrame told = effects.broadcasts().getFirst().frame();
    assertEquals(2, told.getHeads().getItems(0).getHead().getSeq());
  }

  private Turn.Result runTold(long toldSeq, LoggedCommand... commands) {
    Turn turn = new Turn(machine, Given.SUBJECT, Given.conversation(3), toldSeq, List.of(commands));
    assertEquals(Optional.empty(), turn.proceed(new LookedUp.Nothing()));
    return turn.result();
  }

  private static int broadcasts(Turn.Result result, int outcome) {
    return result.outcomes().get(outcome).effects().broadcasts().size();
  }

  @Test
  void whatEverybodyHasHeardIsToldToTheAskerAlone() {
    Turn.Result result =
        runTold(
            2,
            Given.logged(10, Given.send("ann", "m2")),
            Given.logged(11, Given.send("ann", "m3")),
            Given.logged(12, Given.send("ann", "m3")));
    assertEquals(0, broadcasts(result, 0));
    assertTrue(result.outcomes().getFirst().effects().answer().orElseThrow().hasSent());
    assertEquals(1, broadcasts(result, 1));
    assertEquals(0, broadcasts(result, 2));
    assertEquals(3, result.toldSeq());
    assertTrue(result.moved());
    assertFalse(runTold(3, Given.logged(10, Given.send("ann", "m3"))).moved());
  }

  @Test
  void replayIsToldToAllWhateverTheyHaveHeard() {
    Turn.Result result = runTold(3, Given.logged(2, Given.send("ann", "m2")));
    assertEquals(1, broadcasts(result, 0));
    assertTrue(result.moved());
    assertEquals(3, result.toldSeq());
  }

  @Test
  void newEventTellsOfAllBeforeIt() {
    Turn.Result result = run(machine, Given.send("ann", "a"), Given.send("ann", "m2"));
    assertEquals(0, broadcasts(result, 1));
    assertEquals(4, result.toldSeq());
  }

  @Test
  void inboxesAreToldOfADuplicateToo() {
    assertTrue(run(machine, Given.send("ann", "m2")).moved());
    assertFalse(run(machine, Given.mark("bob", 2, 2)).moved());
  }

  @Test
  void nobodyIsAnsweredWhoDidNotAsk() {
    Command silent = Given.send("ann", "a").toBuilder().clearFrameId().build();
    assertEquals(Optional.empty(), run(machine, silent).outcomes().getFirst().effects().answer());
  }
}
