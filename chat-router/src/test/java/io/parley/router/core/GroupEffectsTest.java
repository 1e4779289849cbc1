package io.parley.router.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.ChannelMembership;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.ServerFrame;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Who hears what of groups and channels.
class GroupEffectsTest {
  private static Command.Builder ann() {
    return Groups.by("ann");
  }

  private static Command.Builder by(String user) {
    return Groups.by(user, Groups.CHANNEL);
  }

  private static StoredConversation group(String... members) {
    return new StoredConversation(Groups.GROUP, MachineLimits.STANDARD)
        .after(Groups.createGroup("ann", members));
  }

  private static List<String> users(Broadcast broadcast) {
    return ((Audience.Users) broadcast.audience()).users();
  }

  private static Broadcast only(Turn.Outcome outcome) {
    assertEquals(1, outcome.effects().broadcasts().size());
    return outcome.effects().broadcasts().getFirst();
  }

  @Test
  void allMembersHearAndThoseRemovedHearThatAlone() {
    StoredConversation group = group("bob", "carl");
    assertEquals(
        List.of("ann", "bob", "carl"), users(only(group.say(Groups.send(ann(), "a").build()))));
    Broadcast removal = only(group.say(Groups.remove(ann(), "bob").build()));
    assertEquals(List.of("ann", "carl", "bob"), users(removal));
    assertEquals(3, removal.moved().orElseThrow().getSeq());
    assertFalse(removal.toAsker());
    assertEquals(List.of("ann", "carl"), users(only(group.say(Groups.send(ann(), "b").build()))));
    assertEquals(
        List.of("ann", "carl", "sue"), users(only(group.say(Groups.add(ann(), "sue").build()))));
  }

  @Test
  void inboxesOfThoseWhoComeAndGoAreTold() {
    StoredConversation group = group("bob");
    Turn.Result result =
        group.decide(
            List.of(
                Given.logged(50, Groups.add(ann(), "sue").build()),
                Given.logged(51, Groups.remove(ann(), "bob").build())));
    assertEquals(Set.of("ann", "bob", "sue"), Set.copyOf(result.touched()));
    assertEquals(Set.of("sue"), result.added());
    assertEquals(2, result.rosters().size());
    assertTrue(result.moved());
  }

  @Test
  void replayTellsAgainAndWritesAgainWhatFollows() {
    StoredConversation group = group("bob");
    group.after(Groups.add(ann(), "sue").build(), Groups.remove(ann(), "bob").build());
    // Also where everybody has heard: the record says what nobody knows the end of
    Turn turn = new Turn(group.machine, group.subject, group.load(), 3, group.log().subList(1, 3));
    assertEquals(Optional.empty(), turn.proceed(LookedUp.NOTHING));
    Turn.Result again = turn.result();
    ServerFrame frame = again.outcomes().getLast().effects().broadcasts().getFirst().frame();
    assertEquals(3, frame.getHeads().getItems(0).getHead().getSeq());
    assertEquals(List.of("ann", "sue", "bob"), users(only(again.outcomes().getLast())));
    assertEquals(group.standings.get("bob"), again.standings().get("bob"));
    assertEquals(group.standings.get("sue"), again.standings().get("sue"));
    assertEquals(List.of(group.newest()), again.rosters());
    assertEquals(Set.of("sue"), again.added());
    assertTrue(again.touched().contains("bob"));
  }

  @Test
  void receiptsOfLargeGroupsGoToTheUsersOwnDevices() {
    String[] few = IntStream.range(0, 31).mapToObj(i -> "u" + i).toArray(String[]::new);
    StoredConversation group = group(few);
    assertEquals(32, users(only(group.say(Groups.mark(Groups.by("u1"), 1).build()))).size());
    group.after(Groups.add(ann(), "one-more").build());
    Turn.Outcome marked = group.say(Groups.mark(Groups.by("u1"), 2).build());
    assertEquals(List.of("u1"), users(only(marked)));
    assertEquals(Optional.empty(), marked.effects().answer());
  }

  private static StoredConversation channel() {
    return new StoredConversation(Groups.CHANNEL, MachineLimits.STANDARD)
        .after(
            Groups.createChannel("ann", Access.OPEN),
            Groups.add(by("ann"), "adam", "bob").build(),
            Groups.role(by("ann"), "adam", Role.ADMIN).build());
  }

  private static ChannelMembership membership(boolean member, String... users) {
    return ChannelMembership.newBuilder()
        .setChannel(Groups.CHANNEL.text())
        .addAllUsers(List.of(users))
        .setMember(member)
        .build();
  }

  /// The id is that of the record, by which edges tell which of two is the later one.
  private static ChannelMembership withoutId(Broadcast told) {
    ChannelMembership membership = told.membership().orElseThrow();
    assertTrue(membership.getChangedId() > 0);
    return membership.toBuilder().clearChangedId().build();
  }

  @Test
  void creatorsEdgesLearnThatSheIsAMember() {
    StoredConversation channel = new StoredConversation(Groups.CHANNEL, MachineLimits.STANDARD);
    Broadcast told = only(channel.say(Groups.createChannel("ann", Access.OPEN)));
    assertEquals(membership(true, "ann"), withoutId(told));
    assertEquals(1, told.moved().orElseThrow().getSeq());
  }

  @Test
  void messageOfAChannelGoesToTheChannelAndTouchesNobody() {
    StoredConversation channel = channel();
    Broadcast said = only(channel.say(Groups.send(by("adam"), "m").build()));
    assertEquals(new Audience.Channel(Groups.CHANNEL.text()), said.audience());
    assertEquals(Optional.empty(), said.membership());
    Turn.Result result =
        channel.decide(List.of(Given.logged(50, Groups.send(by("adam"), "n").build())));
    assertTrue(result.moved());
    assertTrue(result.touched().isEmpty());
    assertTrue(result.standings().isEmpty());
  }

  @Test
  void whoComesInLearnsWhereTheChannelStands() {
    StoredConversation channel = channel();
    Turn.Outcome joined = channel.say(Groups.join(by("sue")).build());
    Broadcast told = only(joined);
    assertEquals(List.of("sue"), users(told));
    assertTrue(told.frame().getMembership().getMember());
    assertEquals(2, told.moved().orElseThrow().getSeq());
    assertEquals(membership(true, "sue"), withoutId(told));
    assertFalse(told.toAsker());
    assertEquals("f", joined.effects().answer().orElseThrow().getRe());
  }

  @Test
  void staffThatIsRemovedIsOutBeforeEverybodyHears() {
    StoredConversation channel = channel();
    List<Broadcast> told =
        channel.say(Groups.ban(by("ann"), "bob", "adam", "sue").build()).effects().broadcasts();
    assertEquals(2, told.size());
    assertEquals(Optional.empty(), told.getFirst().moved());
    // sue was no member, and need not know
    assertEquals(Set.of("adam", "bob"), Set.copyOf(users(told.getFirst())));
    assertEquals(false, told.getFirst().frame().getMembership().getMember());
    assertEquals(new Audience.Channel(Groups.CHANNEL.text()), told.getLast().audience());
    assertEquals(
        List.of("adam"), told.getLast().frame().getEvent().getMembersRemoved().getUsersList());
  }
}
