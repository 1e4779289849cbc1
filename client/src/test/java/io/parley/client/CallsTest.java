package io.parley.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Done;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of the app's requests: which are repeated, in which order, and what is said of
/// those whose fate is open.
class CallsTest {
  private static final String TEAM = "g:team";
  private static final String NEWS = "c:news";

  private final MachineBench bench = new MachineBench();
  private final Recorded done = bench.done;

  @Test
  void changeWhoseAnswerWasLostIsMadeAgainWithItsId() {
    bench.online();
    call(1, rename(TEAM, "one"));
    loseTheSocket();

    assertEquals(List.of("one", "one"), names());
    assertEquals(
        List.of("id-one", "id-one"),
        renames().stream().map(frame -> frame.getRename().getClientMessageId()).toList());
    assertEquals(Map.of(), done.failures);
    bench.take(renames().getLast().getId(), sent(1));
    assertEquals(1, answer(1).getSent().getSeq());
  }

  @Test
  void changeWithoutAnIdIsMadeOnceAndItsFateSaidToBeOpen() {
    bench.online();
    ClientFrame.Builder rename = rename(TEAM, "one");
    rename.getRenameBuilder().clearClientMessageId();
    call(1, rename);
    loseTheSocket();

    assertEquals(List.of("one"), names());
    assertEquals(Code.UNAVAILABLE, failure(1).code());
    assertTrue(failure(1).mayBeDone());
  }

  /// The server would not know it again: made twice, it would undo what was wanted in between.
  @ParameterizedTest
  @MethodSource("movesInAChannel")
  void comingIntoAChannelAndGoingIsNotAskedForTwiceOnceItMayBeDone(ClientFrame move) {
    bench.online();
    call(1, move.toBuilder());
    loseTheSocket();
    call(2, move.toBuilder());
    bench.refuse(Code.UNAVAILABLE, 100);
    bench.advance(Duration.ofSeconds(5));

    assertEquals(2, count(move.getBodyCase()));
    assertTrue(failure(1).mayBeDone());
    assertTrue(failure(2).mayBeDone());
  }

  @ParameterizedTest
  @MethodSource("movesInAChannel")
  void comingIntoAChannelAndGoingIsAskedForAgainWhileItWasNotEvenTried(ClientFrame move) {
    bench.online();
    call(1, move.toBuilder());
    bench.refuse(Code.RATE_LIMITED, 100);
    bench.advance(Duration.ofSeconds(1));
    bench.answer(sent(1));

    assertEquals(2, count(move.getBodyCase()));
    assertEquals(1, answer(1).getSent().getSeq());
  }

  private static Stream<ClientFrame> movesInAChannel() {
    List<ClientFrame.Builder> moves = Stream.generate(ClientFrame::newBuilder).limit(7).toList();
    moves.get(0).getJoinBuilder().setConversation(NEWS).setClientMessageId("m");
    moves.get(1).getJoinBuilder().setLink(NEWS + ".secret").setClientMessageId("m");
    moves.get(2).getLeaveBuilder().setConversation(NEWS).setClientMessageId("m");
    moves.get(3).getAddMembersBuilder().setConversation(NEWS).setClientMessageId("m");
    moves.get(4).getRemoveMembersBuilder().setConversation(NEWS).setClientMessageId("m");
    moves.get(5).getBanBuilder().setConversation(NEWS).setClientMessageId("m");
    moves.get(6).getUnbanBuilder().setConversation(NEWS).setClientMessageId("m");
    return moves.stream().map(ClientFrame.Builder::build);
  }

  @Test
  void comingIntoAGroupIsAskedForAgain() {
    bench.online();
    ClientFrame.Builder join = ClientFrame.newBuilder();
    join.getJoinBuilder().setLink(TEAM + ".secret").setClientMessageId("j");
    call(1, join);
    loseTheSocket();

    assertEquals(2, count(ClientFrame.BodyCase.JOIN));
    assertEquals(Map.of(), done.failures);
  }

  /// One call's misfortune is no reason for the next to wait longer.
  @Test
  void eachCallWaitsForItselfAlone() {
    bench.online();
    for (int number = 1; number <= 20; number++) {
      call(number, rename("g:" + number, "name" + number));
      bench.refuse(Code.UNAVAILABLE, 0);
      bench.advance(ClientTimes.STANDARD.backoffMin().multipliedBy(3));
      assertEquals(2 * number, names().size());
      bench.answer(sent(1));
    }
  }

  @Test
  void howAConversationIsKeptIsSaidAgainThoughItHasNoId() {
    bench.online();
    ClientFrame.Builder pin = ClientFrame.newBuilder();
    pin.getPinBuilder().setConversation(TEAM).setPinned(true);
    call(1, pin);
    bench.refuse(Code.UNAVAILABLE, 100);
    bench.advance(Duration.ofSeconds(1));
    bench.answer(ServerFrame.newBuilder().setDone(Done.getDefaultInstance()));

    assertEquals(2, done.frames.stream().filter(ClientFrame::hasPin).count());
    assertTrue(answer(1).hasDone());
  }

  @Test
  void changesOfOneConversationDoNotOvertakeEachOther() {
    bench.online();
    call(1, rename(TEAM, "one"));
    call(2, rename(TEAM, "two"));
    assertEquals(List.of("one"), names());
    bench.refuse(Code.UNAVAILABLE, 1000);
    bench.advance(Duration.ofMillis(999));
    assertEquals(List.of("one"), names());
    bench.advance(Duration.ofSeconds(1));
    assertEquals(List.of("one", "one"), names());
    bench.answer(sent(1));

    assertEquals(List.of("one", "one", "two"), names());
  }

  @Test
  void changesOfSeveralConversationsAndReadsGoSideBySide() {
    bench.greeting();
    bench.welcome(10);
    call(1, rename(TEAM, "one"));
    call(2, rename("g:other", "two"));
    ClientFrame.Builder info = ClientFrame.newBuilder();
    info.getInfoBuilder().setConversation(TEAM);
    call(3, info);

    assertEquals(List.of("one", "two"), names());
    assertTrue(done.lastFrame().hasInfo());
  }

  @Test
  void linkIsOfTheConversationThatItLeadsTo() {
    bench.online();
    call(1, rename(TEAM, "one"));
    ClientFrame.Builder join = ClientFrame.newBuilder();
    join.getJoinBuilder().setLink(TEAM + ".secret").setClientMessageId("j");
    call(2, join);
    assertTrue(done.lastFrame().hasRename());
    bench.refuse(Code.FORBIDDEN, 0);

    assertTrue(done.lastFrame().hasJoin());
  }

  /// "bob is a member already" may be said of what the first attempt did.
  @Test
  void refusalAfterAnAttemptWithoutAClearAnswerSaysThatItMayBeDone() {
    bench.online();
    call(1, rename(TEAM, "one"));
    bench.refuse(Code.UNAVAILABLE, 100);
    bench.advance(Duration.ofSeconds(1));
    bench.refuse(Code.CONFLICT, 0);

    assertEquals(Code.CONFLICT, failure(1).code());
    assertTrue(failure(1).mayBeDone());
  }

  @ParameterizedTest
  @EnumSource(names = {"CONFLICT", "RATE_LIMITED"})
  void refusalOfAllAttemptsMeansThatItWasNotDone(Code last) {
    bench.online();
    call(1, rename(TEAM, "one"));
    bench.refuse(Code.RATE_LIMITED, 100);
    bench.advance(Duration.ofSeconds(1));
    assertEquals(List.of("one", "one"), names());
    bench.refuse(last, 60_000);

    assertEquals(last, failure(1).code());
    assertFalse(failure(1).mayBeDone());
  }

  @Test
  void waitLongerThanACallMayTakeIsNotBegun() {
    bench.online();
    call(1, rename(TEAM, "one"));
    bench.refuse(Code.RATE_LIMITED, 31_000);

    assertEquals(Code.RATE_LIMITED, failure(1).code());
    assertEquals(Duration.ofSeconds(31), failure(1).retryAfter());
  }

  @Test
  void readThatFailsHasDoneNothing() {
    bench.online();
    ClientFrame.Builder info = ClientFrame.newBuilder();
    info.getInfoBuilder().setConversation(TEAM);
    call(1, info);
    bench.refuse(Code.INTERNAL, 0);

    assertFalse(failure(1).mayBeDone());
  }

  @Test
  void eventThatAChangeBecameIsReadFromTheHistory() {
    bench.online();
    call(1, rename(MachineBench.CONVERSATION, "one"));
    bench.answer(sent(2));
    assertEquals(1, bench.histories().size());
    bench.answer(
        MachineBench.page(2, MachineBench.event(1, "bob", "b1"), MachineBench.event(2, "a", "x")));

    assertEquals(List.of(1L, 2L), done.seqs());
  }

  @Test
  void answerThatComesWhenNobodyWaitsAnyMoreStillTellsOfTheEvent() {
    call(1, rename(MachineBench.CONVERSATION, "one"));
    bench.now += Duration.ofSeconds(29).toNanos();
    bench.online();
    bench.advance(Duration.ofSeconds(2));
    assertTrue(failure(1).mayBeDone());
    assertEquals(List.of(), bench.histories());
    bench.take(renames().getLast().getId(), sent(1));

    assertEquals(1, bench.histories().size());
  }

  private void call(long number, ClientFrame.Builder frame) {
    bench.machine.call(number, frame.build(), bench.now);
  }

  private static ClientFrame.Builder rename(String conversation, String name) {
    ClientFrame.Builder frame = ClientFrame.newBuilder();
    frame
        .getRenameBuilder()
        .setConversation(conversation)
        .setName(name)
        .setClientMessageId("id-" + name);
    return frame;
  }

  private static ServerFrame.Builder sent(long seq) {
    return ServerFrame.newBuilder()
        .setSent(
            Sent.newBuilder()
                .setConversation(MachineBench.CONVERSATION)
                .setSeq(seq)
                .setMessageId(100 * seq));
  }

  private long count(ClientFrame.BodyCase body) {
    return done.frames.stream().filter(frame -> frame.getBodyCase() == body).count();
  }

  private void loseTheSocket() {
    bench.closed(1006);
    bench.advance(Duration.ofSeconds(5));
    bench.goOnToGreeting();
    bench.welcome(4);
  }

  private List<ClientFrame> renames() {
    return done.frames.stream().filter(ClientFrame::hasRename).toList();
  }

  private List<String> names() {
    return renames().stream().map(frame -> frame.getRename().getName()).toList();
  }

  private ServerFrame answer(long call) {
    return Objects.requireNonNull(done.answers.get(call));
  }

  private RefusedException failure(long call) {
    return Objects.requireNonNull(done.failures.get(call));
  }
}
