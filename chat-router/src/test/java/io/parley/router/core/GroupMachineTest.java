package io.parley.router.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.Standing;
import io.parley.history.Standing.Status;
import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.CreateGroup;
import io.parley.protocol.v1.Describe;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import io.parley.protocol.v1.RosterMember;
import io.parley.protocol.v1.SetPicture;
import io.parley.protocol.v1.Settings;
import io.parley.protocol.v1.SlowMode;
import io.parley.router.core.Decision.Accepted;
import io.parley.router.core.Decision.Duplicate;
import io.parley.router.core.Decision.Refused;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of groups, one by one: ann owns, adam is an admin, bob and carl are members, sue and
/// others are strangers.
class GroupMachineTest {
  private static StoredConversation group() {
    return new StoredConversation(Groups.GROUP, MachineLimits.STANDARD)
        .after(
            Groups.createGroup("ann", "bob", "adam", "carl"),
            Groups.role(Groups.by("ann"), "adam", Role.ADMIN).build());
  }

  private static Event accepted(StoredConversation group, Command.Builder command) {
    return assertInstanceOf(Accepted.class, group.say(command.build()).decision()).event();
  }

  private static Refused refused(StoredConversation group, Command.Builder command) {
    return assertInstanceOf(Refused.class, group.say(command.build()).decision());
  }

  private static List<String> members(StoredConversation group) {
    return group.newest().getMembersList().stream()
        .map(member -> member.getUser() + ":" + member.getRole())
        .toList();
  }

  @Test
  void creatorOwnsAndComesFirst() {
    StoredConversation group = new StoredConversation(Groups.GROUP, MachineLimits.STANDARD);
    Event event = accepted(group, Groups.createGroup("ann", "bob", "ann", "carl").toBuilder());
    assertEquals(List.of("ann", "bob", "carl"), event.getCreated().getMembersList());
    assertEquals(Kind.GROUP, event.getCreated().getKind());
    assertEquals(List.of("ann:OWNER", "bob:MEMBER", "carl:MEMBER"), members(group));
    Roster roster = group.shown;
    assertEquals(1, roster.getVersion());
    assertEquals(event.getMessageId(), roster.getMessageId());
    assertEquals(3, roster.getProfile().getMemberCount());
    assertEquals(event.getAt(), roster.getProfile().getCreatedAt());
    assertEquals(
        new Standing(Status.MEMBER, Role.OWNER, event.getMessageId(), 0, 0, 0, 0), group.of("ann"));
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        row("FORBIDDEN conversation: you are not a member", Groups.rename(by("sue"), "x")),
        row("FORBIDDEN conversation: you are not a member", Groups.send(by("sue"), "s")),
        row("FORBIDDEN conversation: you are not a member", Groups.leave(by("sue"))),
        row("FORBIDDEN conversation: you are not a member", Groups.mark(by("sue"), 1)),
        row("CONFLICT conversation: it is there already", Groups.createGroup("ann").toBuilder()),
        row(
            "FORBIDDEN addMembers: you are MEMBER (expected: at least ADMIN)",
            Groups.add(by("bob"), "sue")),
        row("INVALID addMembers.users: none (expected: 1 to 1,024 users)", Groups.add(by("ann"))),
        row(
            "INVALID addMembers.users: sue twice (expected: each once)",
            Groups.add(by("ann"), "sue", "tim", "sue")),
        row(
            "INVALID addMembers.users[1]: no user (expected: 1 to 64 of [a-z0-9._-])",
            Groups.add(by("ann"), "sue", "S\nUE")),
        row(
            "CONFLICT addMembers.users: bob is a member already",
            Groups.add(by("ann"), "sue", "bob")),
        row(
            "CONFLICT addMembers.users: bob, carl are each a member already",
            Groups.add(by("ann"), "bob", "carl")),
        row(
            "TOO_LARGE addMembers.users: 1,021 more than the 4 there are (expected: at most 1,024"
                + " members)",
            Groups.add(by("ann"), users(1_021))),
        row(
            "TOO_LARGE addMembers.users: 1,025 users (expected: at most 1,024)",
            Groups.add(by("ann"), users(1_025))),
        row(
            "TOO_LARGE addMembers.users: 25,600 bytes of names (expected: at most 16,384)",
            Groups.add(
                by("ann"),
                IntStream.range(0, 400).mapToObj("%064d"::formatted).toArray(String[]::new))),
        row(
            "INVALID removeMembers.users: yourself (expected: others; use leave)",
            Groups.remove(by("ann"), "bob", "ann")),
        row(
            "NOT_FOUND removeMembers.users: sue (expected: a member)",
            Groups.remove(by("ann"), "bob", "sue")),
        row(
            "FORBIDDEN removeMembers: you are MEMBER (expected: at least ADMIN)",
            Groups.remove(by("bob"), "sue")),
        row(
            "FORBIDDEN removeMembers.users: ann is OWNER, and you are ADMIN (expected: a role below"
                + " yours)",
            Groups.remove(by("adam"), "bob", "ann")),
        row(
            "FORBIDDEN setRole: you are ADMIN (expected: at least OWNER)",
            Groups.role(by("adam"), "bob", Role.ADMIN)),
        row(
            "NOT_FOUND setRole.user: sue (expected: a member)",
            Groups.role(by("ann"), "sue", Role.ADMIN)),
        row(
            "CONFLICT setRole.role: adam is ADMIN already",
            Groups.role(by("ann"), "adam", Role.ADMIN)),
        row(
            "CONFLICT setRole.role: ann is the last owner (appoint another)",
            Groups.role(by("ann"), "ann", Role.MEMBER)),
        row(
            "INVALID setRole.role: ROLE_UNSPECIFIED (expected: OWNER, ADMIN or MEMBER)",
            Groups.role(by("ann"), "bob", Role.ROLE_UNSPECIFIED)),
        row(
            "FORBIDDEN rename: you are MEMBER (expected: at least ADMIN)",
            Groups.rename(by("bob"), "x")),
        row("INVALID rename.name: 0 characters (expected: 1 to 128)", Groups.rename(by("ann"), "")),
        row(
            "INVALID rename.name: 129 characters (expected: 1 to 128)",
            Groups.rename(by("ann"), "x".repeat(129))),
        row("CONFLICT rename.name: it is that already", Groups.rename(by("ann"), "team")),
        row(
            "INVALID describe.description: 1,025 characters (expected: 0 to 1,024)",
            by("ann").setDescribe(Describe.newBuilder().setDescription("x".repeat(1_025)))),
        row(
            "INVALID setPicture.picture: no media id (expected: at most 128 of [A-Za-z0-9._-])",
            by("ann").setSetPicture(SetPicture.newBuilder().setPicture("a/b"))),
        row(
            "CONFLICT changeSettings.settings: nothing changes",
            Groups.settings(by("ann"), Settings.newBuilder().setSend(Role.MEMBER))),
        row(
            "INVALID changeSettings.settings.access: OPEN (expected: CLOSED or BY_REQUEST)",
            Groups.settings(by("ann"), Settings.newBuilder().setAccess(Access.OPEN))),
        row(
            "INVALID changeSettings.settings.slowMode: 86401 s (expected: 0 to 86,400)",
            Groups.settings(by("ann"), slow(86_401))),
        row(
            "FORBIDDEN changeSettings.settings: what is for owners: you are ADMIN (expected: at"
                + " least OWNER)",
            Groups.settings(by("adam"), Settings.newBuilder().setAdd(Role.OWNER))),
        row("FORBIDDEN join: members are added, or come with a link", Groups.join(by("sue"))),
        row("NOT_FOUND link: no such link (revoked, or never there)", Groups.join(by("sue"), 7)),
        row("CONFLICT join: you are a member already", Groups.join(by("bob"), 7)),
        row(
            "NOT_FOUND answerRequests.users: sue (expected: one who has asked)",
            Groups.answer(by("ann"), true, "sue")),
        row(
            "INVALID linkSecret: no secret (expected: 22 of [A-Za-z0-9_-])",
            Groups.link(by("ann"), 1, false).setLinkSecret("short")),
        row(
            "NOT_FOUND revokeLink.linkId: no such link (revoked, or expired)",
            Groups.revoke(by("ann"), 9)),
        row(
            "INVALID clientMessageId: 65 characters (expected: 0 to 64)",
            Groups.rename(by("ann"), "x").setClientMessageId("n".repeat(65))),
        row("UNSUPPORTED command: not in a group", Groups.ban(by("ann"), "bob")));
  }

  private static Arguments row(String answer, Command.Builder command) {
    return Arguments.of(answer, command.build());
  }

  private static Command.Builder by(String user) {
    return Groups.by(user);
  }

  private static String[] users(int count) {
    return IntStream.range(0, count).mapToObj(i -> "u" + i).toArray(String[]::new);
  }

  private static Settings.Builder slow(int seconds) {
    return Settings.newBuilder().setSlowMode(SlowMode.newBuilder().setSeconds(seconds));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusalSaysWhyAndChangesNothing(String answer, Command command) {
    StoredConversation group = group();
    Roster before = group.newest();
    int events = group.events.size();
    Refused refused = refused(group, command.toBuilder());
    assertEquals(answer, refused.code() + " " + refused.message());
    assertEquals(before, group.newest());
    assertEquals(events, group.events.size());
  }

  @Test
  void whatIsNotThereIsNotFoundAndCannotBeTooLargeFromTheStart() {
    StoredConversation none = new StoredConversation(Groups.GROUP, MachineLimits.STANDARD);
    assertEquals(Code.NOT_FOUND, refused(none, Groups.rename(by("ann"), "x")).code());
    assertEquals(Code.NOT_FOUND, refused(none, Groups.send(by("ann"), "x")).code());
    assertEquals(
        "createGroup.members: 1,025 with you (expected: at most 1,024)",
        refused(none, Groups.createGroup("ann", users(1_024)).toBuilder()).message());
    assertEquals(
        "createGroup.members: bob twice (expected: each once)",
        refused(none, Groups.createGroup("ann", "bob", "bob").toBuilder()).message());
    CreateGroup.Builder nameless = CreateGroup.newBuilder();
    assertEquals(Code.INVALID, refused(none, by("ann").setCreateGroup(nameless)).code());
    accepted(none, Groups.createGroup("ann", users(1_023)).toBuilder());
    assertEquals(1_024, none.newest().getMembersCount());
    assertEquals(
        "addMembers.users: 1 more than the 1,024 there are (expected: at most 1,024 members)",
        refused(none, Groups.add(by("ann"), "sue")).message());
  }

  @Test
  void addedAreMembersFromThatEventOn() {
    StoredConversation group = group();
    Event event = accepted(group, Groups.add(by("adam"), "sue", "tim"));
    assertEquals(List.of("sue", "tim"), event.getMembersAdded().getUsersList());
    RosterMember sue = group.newest().getMembers(4);
    assertEquals("sue", sue.getUser());
    assertEquals(event.getSeq(), sue.getSinceSeq());
    accepted(group, Groups.send(by("sue"), "hello"));
  }

  @Test
  void removedReadUpToTheirRemovalAndSayNothingMore() {
    StoredConversation group = group();
    Event event = accepted(group, Groups.remove(by("adam"), "bob"));
    assertEquals(List.of("ann:OWNER", "adam:ADMIN", "carl:MEMBER"), members(group));
    assertEquals(
        new Standing(
            Status.OUT,
            Role.ROLE_UNSPECIFIED,
            event.getMessageId(),
            event.getSeq(),
            event.getMessageId(),
            0,
            0),
        group.of("bob"));
    assertEquals(Code.FORBIDDEN, refused(group, Groups.send(by("bob"), "but")).code());
    // what was said before is acknowledged still
    accepted(group, Groups.send(by("carl"), "c1"));
    accepted(group, Groups.remove(by("adam"), "carl"));
    assertInstanceOf(Duplicate.class, group.say(Groups.send(by("carl"), "c1").build()).decision());
  }

  @Test
  void whoGoesIsToldWhatTheGroupWasCalledThen() {
    StoredConversation group = group();
    accepted(group, Groups.rename(by("ann"), "one"));
    Event removed = accepted(group, Groups.remove(by("ann"), "carl"));
    accepted(group, Groups.rename(by("ann"), "two"));
    Event left = accepted(group, Groups.leave(by("bob")));
    assertEquals("one", removed.getMembersRemoved().getName());
    assertEquals("two", left.getMembersRemoved().getName());
  }

  @Test
  void ownershipPassesToTheAdminElseTheMemberLongestThere() {
    StoredConversation group = group();
    assertEquals("adam", accepted(group, Groups.leave(by("ann"))).getMembersRemoved().getOwner());
    assertEquals(List.of("bob:MEMBER", "adam:OWNER", "carl:MEMBER"), members(group));
    assertEquals(Role.OWNER, group.of("adam").role());
    assertEquals("bob", accepted(group, Groups.leave(by("adam"))).getMembersRemoved().getOwner());
    assertEquals("", accepted(group, Groups.leave(by("carl"))).getMembersRemoved().getOwner());
    assertEquals("", accepted(group, Groups.leave(by("bob"))).getMembersRemoved().getOwner());
    assertEquals(0, group.newest().getMembersCount());
  }

  @Test
  void nobodyComesBackIntoAnEmptyGroup() {
    StoredConversation group = new StoredConversation(Groups.GROUP, MachineLimits.STANDARD);
    group.after(
        Groups.createGroup("ann"),
        Groups.link(by("ann"), 1, false).build(),
        Groups.settings(by("ann"), Settings.newBuilder().setAccess(Access.BY_REQUEST)).build(),
        Groups.leave(by("ann")).build());
    assertEquals(Code.NOT_FOUND, refused(group, Groups.join(by("ann"), 1)).code());
    assertEquals(Code.FORBIDDEN, refused(group, Groups.join(by("ann"))).code());
    assertEquals(Code.FORBIDDEN, refused(group, Groups.rename(by("ann"), "x")).code());
  }

  @Test
  void settingsThatAreNotNamedStay() {
    StoredConversation group = group();
    Event event =
        accepted(group, Groups.settings(by("adam"), slow(5).setAccess(Access.BY_REQUEST)));
    Settings after = event.getSettingsChanged().getSettings();
    assertEquals(Role.MEMBER, after.getSend());
    assertEquals(Role.ADMIN, after.getAdd());
    assertEquals(Access.BY_REQUEST, after.getAccess());
    assertEquals(5, after.getSlowMode().getSeconds());
    // what everybody may edit does not say who may edit
    accepted(group, Groups.settings(by("ann"), Settings.newBuilder().setEdit(Role.MEMBER)));
    accepted(group, Groups.rename(by("bob"), "bob's"));
    accepted(group, Groups.settings(by("bob"), slow(0)));
    assertEquals(
        Code.FORBIDDEN,
        refused(group, Groups.settings(by("bob"), Settings.newBuilder().setAdd(Role.MEMBER)))
            .code());
    accepted(group, Groups.settings(by("ann"), Settings.newBuilder().setSend(Role.OWNER)));
    assertEquals(Code.FORBIDDEN, refused(group, Groups.send(by("adam"), "x")).code());
    assertEquals(
        Code.FORBIDDEN,
        refused(group, Groups.settings(by("adam"), Settings.newBuilder().setSend(Role.ADMIN)))
            .code());
  }

  @Test
  void linkLetsInUntilItIsRevokedOrHasExpired() {
    StoredConversation group = group();
    Turn.Outcome made = group.say(Groups.link(by("adam"), 1, false).build());
    String link = Groups.GROUP.text() + "." + Groups.secret(1);
    assertEquals(link, made.effects().answer().orElseThrow().getSent().getLink());
    Event created = ((Accepted) made.decision()).event();
    assertEquals(12, created.getLinkCreated().getLinkId().length());
    assertTrue(!created.toString().contains(Groups.secret(1)), "a secret in an event");
    Event joined = accepted(group, Groups.join(by("sue"), 1));
    assertEquals(List.of("sue"), joined.getMembersAdded().getUsersList());
    assertEquals(created.getLinkCreated().getLinkId(), joined.getMembersAdded().getLinkId());
    accepted(group, Groups.revoke(by("adam"), 1));
    assertEquals(Code.NOT_FOUND, refused(group, Groups.join(by("tim"), 1)).code());

    long at = Given.timeOf(group.log().size() + 3L);
    Command.Builder expiring = Groups.link(by("adam"), 2, false);
    expiring.getCreateLinkBuilder().setExpiresAt(Given.at(at));
    accepted(group, expiring);
    accepted(group, Groups.join(by("tim"), 2));
    assertEquals("link: it has expired", refused(group, Groups.join(by("tom"), 2)).message());
    assertEquals(
        "createLink.expiresAt: not in the future (expected: later than now)",
        refused(group, expiring.setLinkSecret(Groups.secret(3))).message());
  }

  @Test
  void sixteenLinksOfWhichExpiredOnesDoNotCount() {
    StoredConversation group = group();
    Command.Builder expiring = Groups.link(by("ann"), 99, false);
    expiring.getCreateLinkBuilder().setExpiresAt(Given.at(Given.timeOf(6)));
    accepted(group, expiring);
    for (int i = 0; i < 16; i++) {
      accepted(group, Groups.link(by("ann"), i, false));
    }
    assertEquals(
        "createLink: 16 links already (revoke one)",
        refused(group, Groups.link(by("ann"), 17, false)).message());
    assertEquals(16, group.newest().getLinksCount());
  }

  @Test
  void requestsWaitForAnAnswer() {
    StoredConversation group = group();
    accepted(group, Groups.link(by("ann"), 1, true));
    accepted(group, Groups.join(by("sue"), 1));
    assertEquals(
        "join: you have asked already", refused(group, Groups.join(by("sue"), 1)).message());
    accepted(group, Groups.settings(by("ann"), Settings.newBuilder().setAccess(Access.BY_REQUEST)));
    accepted(group, Groups.join(by("tim")));
    accepted(group, Groups.join(by("tom")));
    assertEquals(3, group.newest().getRequestsCount());
    Event declined = accepted(group, Groups.answer(by("adam"), false, "tim"));
    assertEquals(List.of("tim"), declined.getRequestsDeclined().getUsersList());
    Event approved = accepted(group, Groups.answer(by("adam"), true, "sue"));
    assertEquals(List.of("sue"), approved.getMembersAdded().getUsersList());
    // who is added has been answered
    accepted(group, Groups.add(by("ann"), "tom"));
    assertEquals(0, group.newest().getRequestsCount());
    assertEquals(Code.NOT_FOUND, refused(group, Groups.answer(by("adam"), true, "tim")).code());
  }

  @Test
  void twoHundredRequestsMayWait() {
    StoredConversation group = group();
    accepted(group, Groups.settings(by("ann"), Settings.newBuilder().setAccess(Access.BY_REQUEST)));
    for (int i = 0; i < 200; i++) {
      accepted(group, Groups.join(by("u" + i)));
    }
    Refused refused = refused(group, Groups.join(by("sue")));
    assertEquals(Code.RATE_LIMITED, refused.code());
    assertEquals(60_000, refused.retryAfter().toMillis());
  }

  @Test
  void requestThatIsSentTwiceIsDoneOnce() {
    StoredConversation group = group();
    Command add = Groups.add(by("ann"), "sue").setClientMessageId("add-1").build();
    Turn.Outcome first = group.say(add);
    Turn.Outcome second = group.say(add);
    assertInstanceOf(Duplicate.class, second.decision());
    assertEquals(
        first.effects().answer().orElseThrow().getSent(),
        second.effects().answer().orElseThrow().getSent());
    assertEquals("add-1", second.effects().answer().orElseThrow().getSent().getClientMessageId());
    // the link that was made first is the one that counts
    Command.Builder link = Groups.link(by("ann"), 1, false).setClientMessageId("link-1");
    group.say(link.build());
    Turn.Outcome again = group.say(link.setLinkSecret(Groups.secret(2)).build());
    assertEquals(
        Groups.GROUP.text() + "." + Groups.secret(1),
        again.effects().answer().orElseThrow().getSent().getLink());
    assertEquals(1, group.newest().getLinksCount());
  }

  @Test
  void aNameThatIsUsedAgainForSomethingElseTakesNobodyOutAndLetsNobodyIn() {
    StoredConversation group = group();
    group.after(Groups.rename(by("adam"), "new").setClientMessageId("n").build());
    assertInstanceOf(
        Duplicate.class,
        group.say(Groups.remove(by("adam"), "sue").setClientMessageId("n").build()).decision());
    assertInstanceOf(
        Duplicate.class,
        group.say(Groups.add(by("adam"), "tim").setClientMessageId("n").build()).decision());
    assertTrue(!group.standings.containsKey("sue"), "a stranger may read");
    assertTrue(!group.standings.containsKey("tim"), "a stranger may read");
  }
}
