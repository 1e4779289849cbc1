package io.parley.router.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.parley.history.LogPosition;
import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Settings;
import io.parley.protocol.v1.SlowMode;
import io.parley.router.core.Decision.Accepted;
import io.parley.router.core.Decision.Duplicate;
import io.parley.router.core.Decision.Refused;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How fast a conversation may grow, and a member of it speak.
class PaceTest {
  private static final long START = Given.START_MS + 100_000;

  private static StoredConversation direct() {
    return new StoredConversation(Given.SUBJECT, MachineLimits.STANDARD);
  }

  private static StoredConversation group(int members) {
    String[] others = IntStream.range(1, members).mapToObj(i -> "u" + i).toArray(String[]::new);
    return new StoredConversation(Groups.GROUP, MachineLimits.STANDARD)
        .after(Groups.createGroup("ann", others));
  }

  private static long sendUntilRefused(StoredConversation to, Command.Builder by) {
    for (int i = 0; ; i++) {
      Decision decision = to.say(Groups.send(by.clone(), "m" + i).build(), START + i).decision();
      if (decision instanceof Refused refused) {
        assertEquals(Code.RATE_LIMITED, refused.code());
        return i;
      }
    }
  }

  @Test
  void directConversationTakes128InAQuarterOfASecond() {
    StoredConversation direct = direct();
    Command.Builder ann = Given.command("ann");
    assertEquals(128, sendUntilRefused(direct, ann));
    Refused refused =
        assertInstanceOf(
            Refused.class, direct.say(Groups.send(ann, "x").build(), START + 150).decision());
    assertEquals(100, refused.retryAfter().toMillis());
    Refused late =
        assertInstanceOf(
            Refused.class, direct.say(Groups.send(ann, "x").build(), START + 249).decision());
    assertEquals(50, late.retryAfter().toMillis());
    // who repeats herself is answered all the same
    assertInstanceOf(
        Duplicate.class, direct.say(Groups.send(ann, "m5").build(), START + 249).decision());
    assertInstanceOf(
        Accepted.class, direct.say(Groups.send(ann, "x").build(), START + 250).decision());
  }

  @Test
  void largeGroupsAndChannelsTakeLessInASecond() {
    assertEquals(128, sendUntilRefused(group(300), Groups.by("ann")));
    assertEquals(100, sendUntilRefused(group(500), Groups.by("ann")));
    assertEquals(48, sendUntilRefused(group(1_024), Groups.by("ann")));
    StoredConversation channel =
        new StoredConversation(Groups.CHANNEL, MachineLimits.STANDARD)
            .after(Groups.createChannel("ann", Access.OPEN));
    assertEquals(16, sendUntilRefused(channel, Groups.by("ann", Groups.CHANNEL)));
  }

  @Test
  void requestsCountAndAreCountedButMembersOfAChannelComeAtAnyPace() {
    StoredConversation group = group(1_024);
    sendUntilRefused(group, Groups.by("ann"));
    Command rename = Groups.rename(Groups.by("ann"), "new").build();
    assertEquals(
        Code.RATE_LIMITED, StoredConversation.codeOf(group.say(rename, START + 60).decision()));
    StoredConversation channel =
        new StoredConversation(Groups.CHANNEL, MachineLimits.STANDARD)
            .after(Groups.createChannel("ann", Access.OPEN));
    sendUntilRefused(channel, Groups.by("ann", Groups.CHANNEL));
    assertInstanceOf(
        Decision.Moved.class,
        channel.say(Groups.join(Groups.by("sue", Groups.CHANNEL)).build(), START + 60).decision());
  }

  @Test
  void aLogOfAClockThatIsBehindIsNotHeldUp() {
    StoredConversation direct = direct();
    for (int i = 0; i < 128; i++) {
      direct.say(Groups.send(Given.command("ann"), "m" + i).build(), START + i);
    }
    LoggedCommand ofNewLog =
        new LoggedCommand(
            new LogPosition(99, Given.PARTITION, 1),
            START - 60_000,
            Given.idOf(1),
            Groups.send(Given.command("ann"), "x").build());
    assertInstanceOf(
        Accepted.class, direct.decide(List.of(ofNewLog)).outcomes().getFirst().decision());
  }

  private static StoredConversation slow(Subject subject, MachineLimits limits, int seconds) {
    StoredConversation slow = new StoredConversation(subject, limits);
    boolean group = subject.equals(Groups.GROUP);
    slow.after(
        group ? Groups.createGroup("ann", "bob", "carl") : Groups.createChannel("ann", Access.OPEN),
        Groups.settings(
                Groups.by("ann", subject),
                Settings.newBuilder().setSlowMode(SlowMode.newBuilder().setSeconds(seconds)))
            .build());
    return slow;
  }

  private static Decision say(StoredConversation to, String user, String name, long ms) {
    return to.say(Groups.send(Groups.by(user, to.subject), name).build(), ms).decision();
  }

  @Test
  void memberWaitsBetweenTwoMessagesAndAdminsDoNot() {
    StoredConversation group = slow(Groups.GROUP, MachineLimits.STANDARD, 30);
    assertInstanceOf(Accepted.class, say(group, "bob", "b1", START));
    assertInstanceOf(Accepted.class, say(group, "carl", "c1", START + 1));
    Refused refused = assertInstanceOf(Refused.class, say(group, "bob", "b2", START + 10_000));
    assertEquals(Code.RATE_LIMITED, refused.code());
    assertEquals(20_000, refused.retryAfter().toMillis());
    assertInstanceOf(Duplicate.class, say(group, "bob", "b1", START + 10_001));
    assertInstanceOf(Accepted.class, say(group, "ann", "a1", START + 10_002));
    assertInstanceOf(Accepted.class, say(group, "ann", "a2", START + 10_003));
    assertInstanceOf(Accepted.class, say(group, "bob", "b2", START + 30_000));
    assertEquals(
        Code.RATE_LIMITED, StoredConversation.codeOf(say(group, "bob", "b3", START + 59_999)));
  }

  @Test
  void inAChannelAdminsWaitToo() {
    StoredConversation channel = slow(Groups.CHANNEL, MachineLimits.STANDARD, 30);
    Command.Builder ann = Groups.by("ann", Groups.CHANNEL);
    channel.after(
        Groups.add(ann.clone(), "bob").build(),
        Groups.role(ann.clone(), "bob", Role.ADMIN).build());
    assertInstanceOf(Accepted.class, say(channel, "bob", "b1", START));
    assertEquals(
        Code.RATE_LIMITED, StoredConversation.codeOf(say(channel, "bob", "b2", START + 1)));
    assertInstanceOf(Accepted.class, say(channel, "ann", "a1", START + 2));
    assertInstanceOf(Accepted.class, say(channel, "ann", "a2", START + 3));
  }

  @Test
  void beyondTheWindowTheLastMessageIsAskedFor() {
    StoredConversation group = slow(Groups.GROUP, Groups.LIMITS, 60);
    say(group, "bob", "b1", START);
    for (int i = 1; i <= 8; i++) {
      say(group, "ann", "a" + i, START + i * 1_000L);
    }
    assertEquals(
        Code.RATE_LIMITED, StoredConversation.codeOf(say(group, "bob", "b2", START + 20_000)));
    assertInstanceOf(Accepted.class, say(group, "carl", "c1", START + 20_001));
    assertInstanceOf(Accepted.class, say(group, "bob", "b2", START + 60_000));
  }

  @Test
  void allWhoSpeakInATurnAreLookedUpTogether() {
    StoredConversation group = slow(Groups.GROUP, Groups.LIMITS, 60);
    say(group, "bob", "b1", START);
    for (int i = 1; i <= 8; i++) {
      say(group, "ann", "a" + i, START + i * 1_000L);
    }
    List<LoggedCommand> batch =
        List.of(
            Groups.logged(50, START + 20_000, Groups.send(Groups.by("bob"), "b2").build()),
            Groups.logged(51, START + 20_001, Groups.send(Groups.by("carl"), "c1").build()),
            Groups.logged(52, START + 20_002, Groups.send(Groups.by("bob"), "b3").build()));
    Turn turn = new Turn(group.machine, group.subject, group.load(), 0, batch);
    Question asked = turn.proceed(LookedUp.NOTHING).orElseThrow();
    assertEquals(new Question.FindLastSent(Set.of("bob", "carl")), asked);
    assertEquals(Optional.empty(), turn.proceed(group.lookUp(asked)));
    assertEquals(
        List.of(Code.RATE_LIMITED, Code.CODE_UNSPECIFIED, Code.RATE_LIMITED),
        turn.result().outcomes().stream()
            .map(outcome -> StoredConversation.codeOf(outcome.decision()))
            .toList());
  }

  @Test
  void whatIsNoMessageDoesNotMakeAMemberWait() {
    StoredConversation group = slow(Groups.GROUP, MachineLimits.STANDARD, 30);
    group.after(
        Groups.settings(Groups.by("ann"), Settings.newBuilder().setEdit(Role.MEMBER)).build(),
        Groups.rename(Groups.by("bob"), "bob's").setClientMessageId("r").build());
    assertInstanceOf(Accepted.class, say(group, "bob", "b1", START));
  }

  @Test
  void aRouterThatIsBehindTakesWhatAnotherHasTaken() {
    StoredConversation group = slow(Groups.GROUP, Groups.LIMITS, 60);
    for (int i = 1; i <= 8; i++) {
      say(group, "ann", "a" + i, START + i * 1_000L);
    }
    ConversationState behind = group.load();
    LoggedCommand taken =
        Groups.logged(50, START + 20_000, Groups.send(Groups.by("bob"), "b1").build());
    LoggedCommand refused =
        Groups.logged(51, START + 30_000, Groups.send(Groups.by("bob"), "b2").build());
    group.play(List.of(taken));
    group.play(List.of(refused));
    assertEquals(List.of(group.events.getLast()), group.decide(behind, List.of(taken)).events());
    assertEquals(List.of(), group.decide(behind, List.of(refused)).events());
  }
}
