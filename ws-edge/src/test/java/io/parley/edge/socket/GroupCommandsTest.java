package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.Standing.Status;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What devices ask of groups and channels, as it reaches the log. `G` stands for the name of a
/// group, `C` for a channel's.
class GroupCommandsTest {
  private static final String GROUP = Rooms.group(1);
  private static final String CHANNEL = Rooms.channel(1);

  private final SteppedEdge edge = new SteppedEdge("");
  private final Rooms rooms = new Rooms(edge.history);
  private final SteppedSocket phone = edge.welcomed(1, "alice/phone");

  GroupCommandsTest() {
    edge.log.answering = false;
  }

  private void send(String json) {
    phone.send(
        json.replace('\'', '"')
            .replace("\"G\"", "\"" + GROUP + "\"")
            .replace("\"C\"", "\"" + CHANNEL + "\""));
  }

  private Command last() {
    return edge.log.commands.getLast();
  }

  /// An administrator goes through a list, and cannot know who on it is in too many channels.
  @Test
  void whatOnlyALookUpRefusesIsNoBadFrame() {
    fill("bob");
    for (int i = 0; i < 30; i++) {
      send("{'id':'1','addMembers':{'conversation':'C','users':['bob']}}");
      assertRefused("TOO_LARGE", "addMembers.users: bob is in 500 channels");
    }
    assertFalse(phone.session.isOver());
    for (int i = 0; i < 21; i++) {
      send("{'id':'1','addMembers':{'conversation':'C','users':['Bob']}}");
    }
    assertEquals("close 4400", phone.frames().getLast());
  }

  private void assertRefused(String code, String message) {
    String frame = phone.next("error");
    assertTrue(frame.contains("\"" + code + "\""), frame);
    assertTrue(frame.contains(message), frame);
  }

  // ---- beginnings ----

  @Test
  void aGroupIsNamedByTheEdge() {
    send("{'id':'1','createGroup':{'name':'g','members':['bob']}}");
    Command first = last();
    assertTrue(
        ConversationId.parse(first.getConversation()).orElseThrow()
            instanceof ConversationId.Group);
    assertEquals("1", first.getFrameId());
    assertEquals("alice", first.getOrigin().getUser());
    send("{'id':'2','createGroup':{'name':'g','members':['bob']}}");
    assertNotEquals(first.getConversation(), last().getConversation());
    edge.deliver(edge.log.sent(first));
    assertTrue(phone.next("sent").contains(first.getConversation()));
  }

  @Test
  void theSameRequestMakesOneGroupWhereverItComesFrom() {
    send("{'id':'1','createGroup':{'name':'g','clientMessageId':'m1'}}");
    String one = last().getConversation();
    assertEquals("m1", last().getClientMessageId());
    SteppedSocket tablet = edge.welcomed(2, "alice/tablet");
    tablet.send("{\"id\":\"9\",\"createGroup\":{\"name\":\"g\",\"clientMessageId\":\"m1\"}}");
    assertEquals(one, last().getConversation());
    send("{'id':'2','createGroup':{'name':'g','clientMessageId':'m2'}}");
    assertNotEquals(one, last().getConversation());
    send("{'id':'3','createChannel':{'name':'g','clientMessageId':'m1'}}");
    assertNotEquals(one.substring(2), last().getConversation().substring(2));
    SteppedSocket bob = edge.welcomed(3, "bob/phone");
    bob.send("{\"id\":\"1\",\"createGroup\":{\"name\":\"g\",\"clientMessageId\":\"m1\"}}");
    assertNotEquals(one, last().getConversation());
  }

  private void fill(String user) {
    for (int i = 0; i < Reads.CHANNELS_MAX; i++) {
      rooms.member(Rooms.channel(1_000 + i), user, Role.MEMBER);
    }
  }

  @Test
  void aChannelIsMadeWhileItsCreatorHasRoomForIt() {
    for (int i = 0; i < Reads.CHANNELS_MAX - 1; i++) {
      rooms.member(Rooms.channel(1_000 + i), "alice", Role.MEMBER);
    }
    rooms.out(Rooms.channel(600), "alice", Status.OUT, 1, 1);
    send("{'id':'1','createChannel':{'name':'c'}}");
    assertTrue(last().getConversation().startsWith("c:"));
    rooms.member(Rooms.channel(601), "alice", Role.OWNER);
    send("{'id':'2','createChannel':{'name':'c'}}");
    assertRefused("TOO_LARGE", "createChannel: you are in 500 channels");
    send("{'id':'3','join':{'conversation':'C'}}");
    assertRefused("TOO_LARGE", "join: you are in 500 channels");
    send("{'id':'4','join':{'conversation':'G'}}");
    assertEquals(2, edge.log.commands.size());
  }

  @Test
  void whatWasDoneAlreadyIsNotRefusedForLackOfRoom() {
    send("{'id':'1','createChannel':{'name':'c','clientMessageId':'m1'}}");
    Command made = last();
    fill("alice");
    rooms.member(made.getConversation(), "alice", Role.OWNER);
    rooms.member(CHANNEL, "alice", Role.MEMBER);
    send("{'id':'2','createChannel':{'name':'c','clientMessageId':'m1'}}");
    assertEquals(made.getConversation(), last().getConversation());
    send("{'id':'3','join':{'conversation':'C','clientMessageId':'m2'}}");
    assertEquals("m2", last().getClientMessageId());
    assertEquals(3, edge.log.commands.size());
    rooms.out(CHANNEL, "alice", Status.OUT, 3, 30);
    send("{'id':'4','join':{'conversation':'C'}}");
    assertRefused("TOO_LARGE", "join: you are in 500 channels");
  }

  @Test
  void allWhoAreAddedToAChannelHaveRoomForItOrNobodyIs() {
    fill("bob");
    String add = "{'id':'1','addMembers':{'conversation':'%s','users':['alice','bob']}}";
    send(add.formatted("C"));
    assertRefused(
        "TOO_LARGE",
        "addMembers.users: bob is in 500 channels, or has been in 1000"
            + " (expected: fewer, to come into one more)");
    assertEquals(List.of(), edge.log.commands);
    send(add.formatted("G"));
    assertEquals(1, edge.log.commands.size());
    rooms.member(CHANNEL, "bob", Role.MEMBER);
    send(add.formatted("C"));
    assertEquals(2, edge.log.commands.size(), "who is in it already, the router names");
  }

  /// Rows of channels that she is not in any more.
  private void wasIn(String user, int channels) {
    for (int i = 0; i < channels; i++) {
      rooms.out(Rooms.channel(1_000 + i), user, Status.OUT, 1, 1);
    }
  }

  @Test
  void nobodyIsLetInByOthersOnceSheHasBeenInSoMany() {
    wasIn("bob", Reads.ROWS_BY_OTHERS);
    send("{'id':'1','addMembers':{'conversation':'C','users':['bob']}}");
    assertEquals(1, edge.log.commands.size());
    rooms.out(Rooms.channel(900), "bob", Status.OUT, 1, 1);
    send("{'id':'2','addMembers':{'conversation':'C','users':['bob']}}");
    assertRefused("TOO_LARGE", "addMembers.users: bob is in 500 channels, or has been in 1000");
    send("{'id':'3','addMembers':{'conversation':'G','users':['bob']}}");
    assertEquals(2, edge.log.commands.size());
    SteppedSocket bob = edge.welcomed(2, "bob/phone");
    bob.send("{\"id\":\"1\",\"join\":{\"conversation\":\"" + CHANNEL + "\"}}");
    assertEquals(3, edge.log.commands.size(), "that is up to himself");
  }

  @Test
  void whatOthersDoStaysWithinWhatALookGoesThrough() {
    wasIn("bob", Reads.ROWS_BY_OTHERS);
    rooms.member(Rooms.channel(5_000), "bob", Role.MEMBER);
    SteppedSocket bob = edge.welcomed(2, "bob/phone");
    bob.send("{\"id\":\"1\",\"ping\":{}}");
    edge.pass(Duration.ofMillis(Pulses.GATHER_MS));
    assertTrue(bob.next("pong").contains("serverTime"));
  }

  @Test
  void whoWasNeverThereIsNotBannedOnceSheHasBeenInSoMany() {
    fill("bob");
    String ban = "{'id':'1','ban':{'conversation':'C','users':['alice','bob']}}";
    send(ban);
    assertEquals(1, edge.log.commands.size(), "she comes into none by it");
    wasIn("bob", Reads.ROWS_BY_OTHERS + 1);
    send(ban);
    assertRefused("TOO_LARGE", "ban.users: bob has been in 1000 channels, and not in this one");
    rooms.out(CHANNEL, "bob", Status.OUT, 1, 1);
    send(ban);
    assertEquals(2, edge.log.commands.size(), "who has been there can always be");
  }

  // ---- users ----

  @Test
  void whoDoesNotExistIsNamedAndNothingIsWritten() {
    send("{'id':'1','createGroup':{'name':'g','members':['bob','nobody','noone']}}");
    assertRefused("NOT_FOUND", "createGroup.members: nobody (expected: a user)");
    send("{'id':'2','addMembers':{'conversation':'G','users':['noone']}}");
    assertRefused("NOT_FOUND", "addMembers.users: noone (expected: a user)");
    send("{'id':'3','setRole':{'conversation':'G','user':'noone','role':'ADMIN'}}");
    assertRefused("NOT_FOUND", "setRole.user: noone (expected: a user)");
    send("{'id':'4','ban':{'conversation':'C','users':['noone']}}");
    assertRefused("NOT_FOUND", "ban.users: noone (expected: a user)");
    assertEquals(List.of(), edge.log.commands);
    send("{'id':'5','removeMembers':{'conversation':'G','users':['noone']}}");
    assertEquals(1, edge.log.commands.size());
  }

  @Test
  void manyUsersCostMoreThanOneToken() {
    StringBuilder users = new StringBuilder("'u0'");
    for (int i = 1; i < 500; i++) {
      users.append(",'u").append(i).append('\'');
    }
    String json = "{'id':'%d','removeMembers':{'conversation':'G','users':[" + users + "]}}";
    int taken = 0;
    for (int i = 0; i < 10; i++) {
      send(json.formatted(i));
      taken = edge.log.commands.size();
    }
    assertEquals(5, taken); // of 11 tokens each, where there are 60
    assertTrue(phone.frames().getFirst().contains("RATE_LIMITED"));
  }

  @Test
  void noCommandCostsMoreThanAFullBucket() {
    Meter meter = new Meter(new Meter.Limits(rate(3), rate(3), rate(3)), 0);
    assertEquals(0, meter.command(1_024, 0));
    assertTrue(meter.command(0, 0) > 0);
  }

  private static RateLimit rate(int burst) {
    return new RateLimit(1, burst);
  }

  // ---- answers ----

  @Test
  void anAnswerIsFoundByItsRequestAlone() {
    send("{'id':'1','rename':{'conversation':'G','name':'x'}}");
    Command first = last();
    send("{'id':'1','rename':{'conversation':'G','name':'y'}}");
    edge.deliver(edge.log.refused(last(), Code.CONFLICT));
    phone.next("error");
    edge.deliver(edge.log.sent(first));
    phone.next("sent");
    assertEquals(0, edge.metrics.dropped);
    edge.deliver(edge.log.sent(first));
    assertEquals(List.of(), phone.frames());
    assertEquals(1, edge.metrics.dropped);
  }

  @Test
  void whatWantsNoAnswerHasNoneButAnError() {
    send("{'rename':{'conversation':'G','name':'x'}}");
    assertEquals(0, last().getOrigin().getRequest());
    edge.deliver(edge.log.sent(last()));
    assertEquals(List.of(), phone.frames());
    edge.log.refusing = true;
    send("{'rename':{'conversation':'G','name':'y'}}");
    phone.next("error");
  }

  @Test
  void whatNobodyAnswersIsUnavailable() {
    send("{'id':'1','leave':{'conversation':'G'}}");
    edge.pass(Duration.ofSeconds(16));
    assertRefused("UNAVAILABLE", "no answer in time");
  }

  // ---- links ----

  @Test
  void theSecretOfALinkIsCoinedHere() {
    send("{'id':'1','createLink':{'conversation':'G'}}");
    String secret = last().getLinkSecret();
    assertTrue(secret.matches("[A-Za-z0-9_-]{22}"), secret);
    send("{'id':'2','createLink':{'conversation':'G'}}");
    assertNotEquals(secret, last().getLinkSecret());
    send("{'id':'3','join':{'link':'%s.%s'}}".formatted(GROUP, secret));
    assertEquals(GROUP, last().getConversation());
    assertEquals("", last().getLinkSecret());
  }

  // ---- one's own lists ----

  @Test
  void whatAUserKeepsIsKeyedByHer() {
    rooms.member(GROUP, "alice", Role.MEMBER);
    rooms.member(CHANNEL, "alice", Role.MEMBER);
    for (String one : List.of("G", "C", "d:alice:bob")) {
      send("{'id':'1','archive':{'conversation':'%s','archived':true}}".formatted(one));
      assertEquals("u:alice", last().getConversation());
      assertTrue(last().getArchive().getArchived());
      edge.deliver(edge.log.done(last()));
      phone.next("done");
    }
    assertEquals("d:alice:bob", last().getArchive().getConversation());
  }

  @Test
  void onlyWhatIsInOnesListIsKept() {
    send("{'id':'1','pin':{'conversation':'G','pinned':true}}");
    assertRefused("NOT_FOUND", "pin.conversation: there is no such conversation");
    rooms.show(GROUP, "others", "bob");
    rooms.show(CHANNEL, "theirs", "bob");
    send("{'id':'2','pin':{'conversation':'G','pinned':true}}");
    assertRefused("FORBIDDEN", "pin.conversation: not one of its members");
    rooms.out(CHANNEL, "alice", Status.OUT, 3, 30);
    send("{'id':'3','draft':{'conversation':'C','text':'x'}}");
    assertRefused("FORBIDDEN", "draft.conversation: not one of its members");
    send("{'id':'4','mute':{'conversation':'d:alice:nobody'}}");
    assertRefused("NOT_FOUND", "mute.conversation: no such user");
    assertEquals(List.of(), edge.log.commands);
    rooms.out(GROUP, "alice", Status.OUT, 3, 30);
    send("{'id':'5','archive':{'conversation':'G','archived':true}}");
    assertEquals(1, edge.log.commands.size());
  }

  // ---- reads ----

  @Test
  void whatMayNotBeReadIsRefusedUnderTheIdOfItsFrame() {
    send("{'id':'1','history':{'conversation':'G'}}");
    assertRefused("NOT_FOUND", "history.conversation: there is no such conversation");
    rooms.show(GROUP, "others", "bob");
    send("{'id':'2','info':{'conversation':'G'}}");
    assertRefused("FORBIDDEN", "info.conversation: not one of its members");
    send("{'id':'3','members':{'conversation':'G'}}");
    String refused = phone.next("error");
    assertTrue(refused.contains("\"re\":\"3\"") && refused.contains("FORBIDDEN"), refused);
  }

  @Test
  void aMemberIsAnsweredWithInfoMembersAndPages() {
    rooms.show(GROUP, "friends", "alice", "bob");
    rooms.member(GROUP, "alice", Role.OWNER);
    rooms.messages(GROUP, 1, 2, edge.clock.instant());
    send("{'id':'1','info':{'conversation':'G'}}");
    assertTrue(phone.next("info").contains("\"friends\""));
    send("{'id':'2','members':{'conversation':'G','limit':1}}");
    String members = phone.next("members");
    assertTrue(members.contains("\"alice\"") && members.contains("nextPageToken"), members);
    send("{'id':'3','history':{'conversation':'G','after':'0'}}");
    assertTrue(phone.next("page").contains("\"m2\""));
  }

  // ---- messages and marks ----

  @Test
  void aMessageToAGroupIsLeftToItsRouter() {
    send("{'id':'1','send':{'conversation':'G','clientMessageId':'c1','text':'hi'}}");
    assertEquals(GROUP, last().getConversation());
    assertEquals("", last().getPeer());
    edge.deliver(edge.log.sent(last()));
    phone.next("sent");
  }

  @Test
  void marksThatFollowEachOtherCloselyBecomeOne() {
    for (int read = 1; read <= 5; read++) {
      send("{'mark':{'conversation':'G','read':'%d'}}".formatted(read));
    }
    assertEquals(1, edge.log.commands.size());
    assertEquals(1, last().getMark().getRead());
    edge.pass(Duration.ofMillis(900));
    assertEquals(1, edge.log.commands.size());
    edge.pass(Duration.ofMillis(300));
    assertEquals(2, edge.log.commands.size());
    assertEquals(5, last().getMark().getRead());
    assertEquals(GROUP, last().getConversation());
    assertEquals(4, edge.metrics.marksGathered);
    edge.pass(Duration.ofSeconds(2));
    send("{'mark':{'conversation':'G','read':'6'}}");
    assertEquals(6, last().getMark().getRead());
    assertEquals(List.of(), phone.frames());
  }

  @Test
  void whatWasMarkedIsSentWhenTheSocketEnds() {
    send("{'mark':{'conversation':'d:alice:bob','read':'1'}}");
    send("{'mark':{'conversation':'d:alice:bob','read':'7'}}");
    phone.leave();
    assertEquals(7, last().getMark().getRead());
    assertEquals(1, last().getOrigin().getSession());
    edge.pass(Duration.ofSeconds(5));
    assertEquals(2, edge.log.commands.size());
  }

  @Test
  void aMarkInAChannelIsTheUsersOwnAndGoesNoFurtherThanTheChannel() {
    rooms.member(CHANNEL, "alice", Role.MEMBER);
    Instant at = edge.clock.instant();
    rooms.messages(CHANNEL, 1, 4, at);
    send("{'mark':{'conversation':'C','read':'3','readMessageId':'1','delivered':'9'}}");
    assertEquals("u:alice", last().getConversation());
    assertEquals(CHANNEL, last().getMark().getConversation());
    assertEquals(3, last().getMark().getRead());
    assertEquals(1, last().getMark().getReadMessageId());
    assertEquals(4, last().getMark().getDelivered());
    send("{'mark':{'conversation':'C','read':'99'}}");
    edge.pass(Duration.ofMillis(4_900));
    assertEquals(1, edge.log.commands.size());
    edge.pass(Duration.ofMillis(300));
    assertEquals(4, last().getMark().getRead());
    assertEquals(Rooms.idOf(4, at), last().getMark().getReadMessageId());
  }

  @Test
  void aMarkInAChannelOfOthersIsRefused() {
    rooms.show(CHANNEL, "theirs", "bob");
    send("{'id':'1','mark':{'conversation':'C','read':'3'}}");
    assertRefused("FORBIDDEN", "mark.conversation: not one of its members");
    rooms.member(CHANNEL, "alice", Role.MEMBER);
    edge.pass(Duration.ofSeconds(6));
    send("{'id':'2','mark':{'conversation':'C','read':'3'}}");
    assertRefused("NOT_FOUND", "mark.conversation: there is no such conversation");
    assertEquals(List.of(), edge.log.commands);
  }
}
