package io.parley.router.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.ChannelRolls.Roll;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.NewEvent;
import io.parley.history.Standing;
import io.parley.history.Standing.Status;
import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Settings;
import io.parley.router.core.Decision.Accepted;
import io.parley.router.core.Decision.Duplicate;
import io.parley.router.core.Decision.Moved;
import io.parley.router.core.Decision.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of channels, one by one: ann owns, adam is an admin, bob and carl are members, eve is
/// banned, sue and others are strangers.
class ChannelMachineTest {
  private static StoredConversation channel() {
    return new StoredConversation(Groups.CHANNEL, MachineLimits.STANDARD)
        .after(
            Groups.createChannel("ann", Access.CLOSED),
            Groups.add(by("ann"), "adam", "bob", "carl").build(),
            Groups.role(by("ann"), "adam", Role.ADMIN).build(),
            Groups.ban(by("ann"), "eve").build());
  }

  private static Command.Builder by(String user) {
    return Groups.by(user, Groups.CHANNEL);
  }

  private static Moved moved(StoredConversation channel, Command.Builder command) {
    return assertInstanceOf(Moved.class, channel.say(command.build()).decision());
  }

  private static Event accepted(StoredConversation channel, Command.Builder command) {
    return assertInstanceOf(Accepted.class, channel.say(command.build()).decision()).event();
  }

  private static Refused refused(StoredConversation channel, Command.Builder command) {
    return assertInstanceOf(Refused.class, channel.say(command.build()).decision());
  }

  @Test
  void creatorIsTheFirstMember() {
    StoredConversation channel = new StoredConversation(Groups.CHANNEL, MachineLimits.STANDARD);
    Event event = accepted(channel, Groups.createChannel("ann", Access.OPEN).toBuilder());
    assertEquals(0, event.getCreated().getMembersCount());
    assertEquals(
        new Standing(Status.MEMBER, Role.OWNER, event.getMessageId(), 0, 0, 1, 0),
        channel.of("ann"));
    assertTrue(channel.isOn(Roll.MEMBERS, "ann"));
    assertEquals(new Tally(1, 1, 0, event.getMessageId()), channel.tally);
    Settings settings = channel.shown.getProfile().getSettings();
    assertEquals(Access.OPEN, settings.getAccess());
    assertEquals(Role.ADMIN, settings.getSend());
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        row(
            "FORBIDDEN conversation: you are not one of its owners and admins",
            Groups.send(by("bob"), "m")),
        row(
            "FORBIDDEN conversation: you are not one of its owners and admins",
            Groups.add(by("bob"), "sue")),
        row(
            "FORBIDDEN conversation: you are not one of its owners and admins",
            Groups.rename(by("bob"), "x")),
        row(
            "CONFLICT conversation: it is there already",
            Groups.createChannel("ann", Access.OPEN).toBuilder()),
        row(
            "CONFLICT addMembers.users: bob is a member already",
            Groups.add(by("ann"), "sue", "bob")),
        row(
            "CONFLICT addMembers.users: eve (expected: nobody who is banned)",
            Groups.add(by("ann"), "sue", "eve")),
        row(
            "TOO_LARGE addMembers.users: 1,025 users (expected: at most 1,024)",
            Groups.add(
                by("ann"),
                IntStream.range(0, 1_025).mapToObj(i -> "u" + i).toArray(String[]::new))),
        row(
            "NOT_FOUND removeMembers.users: sue (expected: a member)",
            Groups.remove(by("adam"), "bob", "sue")),
        row(
            "FORBIDDEN removeMembers.users: ann is OWNER, and you are ADMIN (expected: a role below"
                + " yours)",
            Groups.remove(by("adam"), "ann")),
        row(
            "INVALID removeMembers.users: yourself (expected: others; use leave)",
            Groups.remove(by("adam"), "adam")),
        row(
            "INVALID ban.users: yourself (expected: others; use leave)",
            Groups.ban(by("adam"), "adam")),
        row(
            "FORBIDDEN ban.users: ann is OWNER, and you are ADMIN (expected: a role below yours)",
            Groups.ban(by("adam"), "ann")),
        row("CONFLICT ban.users: eve is banned already", Groups.ban(by("adam"), "sue", "eve")),
        row(
            "NOT_FOUND unban.users: bob (expected: one who is banned)",
            Groups.unban(by("adam"), "bob")),
        row("FORBIDDEN join: members are added, or come with a link", Groups.join(by("sue"))),
        row("FORBIDDEN join: you are banned", Groups.join(by("eve"), 1)),
        row("CONFLICT join: you are a member already", Groups.join(by("bob"))),
        row("NOT_FOUND link: no such link (revoked, or never there)", Groups.join(by("sue"), 1)),
        row("UNSUPPORTED createLink.approval: not in a channel", Groups.link(by("ann"), 1, true)),
        row("FORBIDDEN conversation: you are not a member", Groups.leave(by("sue"))),
        row(
            "FORBIDDEN setRole: you are ADMIN (expected: at least OWNER)",
            Groups.role(by("adam"), "bob", Role.ADMIN)),
        row(
            "NOT_FOUND setRole.user: sue (expected: a member)",
            Groups.role(by("ann"), "sue", Role.ADMIN)),
        row(
            "CONFLICT setRole.role: bob is MEMBER already",
            Groups.role(by("ann"), "bob", Role.MEMBER)),
        row(
            "CONFLICT setRole.role: ann is the last owner (appoint another)",
            Groups.role(by("ann"), "ann", Role.ADMIN)),
        row(
            "INVALID changeSettings.settings.send: MEMBER (expected: OWNER or ADMIN)",
            Groups.settings(by("ann"), Settings.newBuilder().setSend(Role.MEMBER))),
        row(
            "INVALID changeSettings.settings.access: BY_REQUEST (expected: CLOSED or OPEN)",
            Groups.settings(by("ann"), Settings.newBuilder().setAccess(Access.BY_REQUEST))),
        row(
            "UNSUPPORTED command: a mark in a channel, by the key of its user alone",
            Groups.mark(by("bob"), 1)),
        row("UNSUPPORTED command: not in a channel", Groups.answer(by("ann"), true, "sue")));
  }

  private static Arguments row(String answer, Command.Builder command) {
    return Arguments.of(answer, command.build());
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusalSaysWhyAndChangesNothing(String answer, Command command) {
    StoredConversation channel = channel();
    List<Object> before = stored(channel);
    Refused refused = refused(channel, command.toBuilder());
    assertEquals(answer, refused.code() + " " + refused.message());
    assertEquals(before, stored(channel));
  }

  private static List<Object> stored(StoredConversation channel) {
    return List.of(
        List.copyOf(channel.events),
        channel.newest(),
        List.copyOf(channel.standings.values()),
        List.copyOf(channel.places.values()),
        channel.tally);
  }

  @Test
  void membersComeAndGoWithoutAnEvent() {
    StoredConversation channel = channel();
    int events = channel.events.size();
    long head = channel.load().headSeq();
    Turn.Outcome added = channel.say(Groups.add(by("adam"), "sue", "tim").build());
    assertEquals(head, added.effects().answer().orElseThrow().getSent().getSeq());
    assertEquals(5, channel.of("sue").ordinal());
    assertEquals(6, channel.of("tim").ordinal());
    assertEquals(6, channel.tally.members());
    moved(channel, Groups.remove(by("adam"), "bob"));
    Standing bob = channel.of("bob");
    assertEquals(Status.OUT, bob.status());
    assertEquals(head, bob.untilSeq());
    assertEquals(3, bob.ordinal());
    assertFalse(channel.isOn(Roll.MEMBERS, "bob"));
    moved(channel, Groups.leave(by("carl")));
    assertEquals(4, channel.tally.members());
    // who comes back takes her old place
    moved(channel, Groups.add(by("ann"), "bob"));
    assertEquals(3, channel.of("bob").ordinal());
    assertEquals(0, channel.of("bob").untilSeq());
    assertEquals(6, channel.tally.lastOrdinal());
    assertEquals(events, channel.events.size());
  }

  @Test
  void bannedAreKeptOutUntilTheyAreNotBannedAnyMore() {
    StoredConversation channel = channel();
    accepted(channel, Groups.settings(by("ann"), Settings.newBuilder().setAccess(Access.OPEN)));
    moved(channel, Groups.ban(by("adam"), "bob", "sue"));
    assertEquals(Status.BANNED, channel.of("bob").status());
    assertEquals(channel.load().headSeq(), channel.of("bob").untilSeq());
    assertEquals(0, channel.of("sue").untilSeq());
    assertTrue(channel.isOn(Roll.BANNED, "bob"));
    assertFalse(channel.isOn(Roll.MEMBERS, "bob"));
    assertEquals(3, channel.tally.members());
    assertEquals(3, channel.tally.lastBannedOrdinal());
    assertEquals(Code.FORBIDDEN, refused(channel, Groups.join(by("bob"))).code());
    moved(channel, Groups.unban(by("adam"), "bob"));
    assertFalse(channel.isOn(Roll.BANNED, "bob"));
    moved(channel, Groups.join(by("bob")));
    assertEquals(4, channel.tally.members());
  }

  @Test
  void staffThatGoesIsAnEventAndOwnershipPasses() {
    StoredConversation channel = channel();
    Event left = accepted(channel, Groups.leave(by("ann")));
    assertEquals("adam", left.getMembersRemoved().getOwner());
    assertEquals(Role.OWNER, channel.of("adam").role());
    assertEquals(left.getSeq(), channel.of("ann").untilSeq());
    assertEquals(1, channel.newest().getMembersCount());
    assertEquals(
        "leave: you are the last owner (appoint another owner first)",
        refused(channel, Groups.leave(by("adam"))).message());
    accepted(channel, Groups.role(by("adam"), "bob", Role.ADMIN));
    // only the staff among them is named to everybody
    Event removed = accepted(channel, Groups.remove(by("adam"), "bob", "carl"));
    assertEquals(List.of("bob"), removed.getMembersRemoved().getUsersList());
    assertEquals(Status.OUT, channel.of("carl").status());
    assertEquals(1, channel.tally.members());
    accepted(channel, Groups.leave(by("adam")));
    assertEquals(0, channel.tally.members());
    assertEquals(0, channel.newest().getMembersCount());
    assertEquals(Code.FORBIDDEN, refused(channel, Groups.join(by("sue"))).code());
  }

  @Test
  void oneHundredMayBeOfTheStaff() {
    StoredConversation channel = channel();
    String[] users = IntStream.range(0, 99).mapToObj(i -> "u" + i).toArray(String[]::new);
    moved(channel, Groups.add(by("ann"), users));
    for (int i = 0; i < 98; i++) {
      accepted(channel, Groups.role(by("ann"), users[i], Role.ADMIN));
    }
    assertEquals(
        "setRole: 100 owners and admins already (expected: at most 100)",
        refused(channel, Groups.role(by("ann"), users[98], Role.OWNER)).message());
    accepted(channel, Groups.role(by("ann"), "adam", Role.OWNER));
  }

  @Test
  void commandsOfOneTurnAskOnceSeeEachOtherAndEndBeforeTheSameMemberMovesAgain() {
    StoredConversation channel = channel();
    List<LoggedCommand> batch = new ArrayList<>();
    List<Command.Builder> said =
        List.of(
            Groups.add(by("ann"), "sue"),
            Groups.add(by("adam"), "sue"),
            Groups.remove(by("adam"), "sue", "bob"),
            Groups.add(by("adam"), "sue"));
    for (Command.Builder command : said) {
      batch.add(Given.logged(50 + batch.size(), command.build()));
    }
    Turn turn = new Turn(channel.machine, channel.subject, channel.load(), 0, batch);
    Question asked = turn.proceed(LookedUp.NOTHING).orElseThrow();
    assertEquals(new Question.FindStandings(Set.of("sue", "bob")), asked);
    assertTrue(turn.proceed(channel.lookUp(asked)).isEmpty());
    Turn.Result result = turn.result();
    assertEquals(
        List.of(Moved.class, Refused.class),
        result.outcomes().stream().<Object>map(outcome -> outcome.decision().getClass()).toList());
    assertEquals(5, result.tally().orElseThrow().members());
    assertEquals(Set.of("sue"), result.standings().keySet());
    assertFalse(result.moved());
    assertTrue(result.touched().isEmpty() && result.added().isEmpty());
    channel.play(batch);
    assertEquals(4, channel.tally.members());
  }

  @Test
  void whoComesAndGoesWaitsInBetween() {
    StoredConversation channel = channel();
    long now = Given.timeOf(60);
    accepted(channel, Groups.settings(by("ann"), Settings.newBuilder().setAccess(Access.OPEN)));
    assertInstanceOf(Moved.class, channel.say(Groups.join(by("sue")).build(), now).decision());
    Command leave = Groups.leave(by("sue")).build();
    Refused soon = assertInstanceOf(Refused.class, channel.say(leave, now + 300).decision());
    assertEquals(Code.RATE_LIMITED, soon.code());
    assertEquals(700, soon.retryAfter().toMillis());
    assertInstanceOf(Moved.class, channel.say(leave, now + 1_000).decision());
    Command add = Groups.add(by("ann"), "sue", "tim").build();
    Refused byOthers = assertInstanceOf(Refused.class, channel.say(add, now + 1_100).decision());
    assertEquals(150, byOthers.retryAfter().toMillis());
    assertInstanceOf(Moved.class, channel.say(add, now + 1_250).decision());
    // Whoever keeps coming and going has to wait longer than who keeps her out
    Command ban = Groups.ban(by("ann"), "sue").build();
    assertInstanceOf(Moved.class, channel.say(ban, now + 1_500).decision());
  }

  @Test
  void whoComesInIsStoredBeforeAnEventFollows() {
    StoredConversation channel = channel();
    List<LoggedCommand> batch =
        List.of(
            Given.logged(50, Groups.send(by("ann"), "a").build()),
            Given.logged(51, Groups.add(by("ann"), "sue").build()),
            Given.logged(52, Groups.add(by("ann"), "tim").build()),
            Given.logged(53, Groups.send(by("ann"), "b").build()));
    Turn.Result result = channel.decide(batch);
    assertEquals(3, result.outcomes().size());
  }

  @Test
  void replayCountsNobodyTwiceAndDecidesNothingAnew() {
    StoredConversation channel = channel();
    moved(channel, Groups.add(by("ann"), "sue"));
    accepted(channel, Groups.send(by("ann"), "m"));
    Turn.Outcome refusedThen = channel.say(Groups.remove(by("adam"), "tim").build());
    assertEquals(Code.NOT_FOUND, StoredConversation.codeOf(refusedThen.decision()));
    moved(channel, Groups.add(by("ann"), "tim"));
    List<Object> before = stored(channel);
    List<Turn.Outcome> again = channel.play(channel.log());
    assertEquals(before, stored(channel));
    assertInstanceOf(Moved.class, again.get(4).decision());
    // then there was no such member, and who asked heard so or asks again
    assertEquals(Code.UNAVAILABLE, StoredConversation.codeOf(again.get(6).decision()));
    assertInstanceOf(Moved.class, again.get(7).decision());
  }

  @Test
  void whatWasWrittenInPartIsFinished() {
    StoredConversation channel = channel();
    List<LoggedCommand> batch =
        List.of(Given.logged(50, Groups.add(by("ann"), "sue", "tim", "tom").build()));
    channel.store(channel.decide(batch), 0, user -> user.equals("tim"), false);
    channel.play(batch);
    assertEquals(
        List.of(5L, 6L, 7L),
        Stream.of("sue", "tim", "tom").map(user -> channel.of(user).ordinal()).toList());
    assertEquals(7, channel.tally.members());
    assertEquals(7, channel.tally.lastOrdinal());
  }

  @Test
  void aRouterThatIsBehindTakesTheEventThatAnotherHasMade() {
    StoredConversation channel = channel();
    ConversationState behind = channel.load();
    LoggedCommand role = Given.logged(60, Groups.role(by("ann"), "bob", Role.ADMIN).build());
    LoggedCommand removal = Given.logged(61, Groups.remove(by("ann"), "bob").build());
    channel.play(List.of(role));
    NewEvent made = channel.events.getLast();
    channel.play(List.of(removal));
    // bob is no member any more, as far as cells say
    Turn.Result late = channel.decide(behind, List.of(role));
    assertEquals(List.of(made), late.events());
    // and what the other has refused is not made
    LoggedCommand none = Given.logged(59, Groups.role(by("ann"), "carl", Role.ADMIN).build());
    channel.play(List.of(Given.logged(62, Groups.remove(by("ann"), "carl").build())));
    Turn.Result other = channel.decide(behind, List.of(none));
    assertEquals(List.of(), other.events());
    assertEquals(
        Code.UNAVAILABLE, StoredConversation.codeOf(other.outcomes().getFirst().decision()));
  }

  @Test
  void replayedRoleIsTheEventOfThen() {
    StoredConversation channel = channel();
    List<Turn.Outcome> again = channel.play(channel.log().subList(2, 3));
    assertInstanceOf(Duplicate.class, again.getFirst().decision());
    assertEquals(Role.ADMIN, channel.of("adam").role());
  }
}
