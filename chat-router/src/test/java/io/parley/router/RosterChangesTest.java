package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.history.Standing;
import io.parley.history.Standing.Status;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.MembersRemoved;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.RoleSet;
import io.parley.protocol.v1.Roster;
import io.parley.protocol.v1.RosterMember;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RosterChangesTest {
  private static final Roster NONE = Roster.getDefaultInstance();
  private static final Roster FIRST = roster(1, "ann:OWNER", "bob:MEMBER", "cy:MEMBER");
  private static final Roster SECOND = roster(2, "ann:OWNER", "cy:MEMBER", "dee:MEMBER");
  private static final Roster THIRD = roster(3, "ann:OWNER", "cy:ADMIN");

  /// Each version by the event with a seq of ten times, and an id of a thousand times as much.
  private static Roster roster(long version, String... members) {
    Roster.Builder roster =
        Roster.newBuilder().setVersion(version).setSeq(version * 10).setMessageId(version * 1_000);
    for (String member : members) {
      String[] parts = member.split(":", -1);
      roster.addMembers(
          RosterMember.newBuilder().setUser(parts[0]).setRole(Role.valueOf(parts[1])));
    }
    return roster.build();
  }

  private static Standing in(Role role, long changedId) {
    return new Standing(Status.MEMBER, role, changedId, 0, 0, 0, 0);
  }

  private static Standing out(long changedId, long untilSeq) {
    return new Standing(Status.OUT, Role.ROLE_UNSPECIFIED, changedId, untilSeq, changedId, 0, 0);
  }

  @Test
  void everybodyIsNewInAGroupThatNobodyHasSeen() {
    assertEquals(
        Map.of(
            "ann",
            in(Role.OWNER, 1_000),
            "bob",
            in(Role.MEMBER, 1_000),
            "cy",
            in(Role.MEMBER, 1_000)),
        RosterChanges.ofGroup(List.of(NONE, FIRST)));
  }

  @Test
  void eachStandsAsTheLastChangeHasLeftHer() {
    assertEquals(
        Map.of("bob", out(2_000, 20), "dee", out(3_000, 30), "cy", in(Role.ADMIN, 3_000)),
        RosterChanges.ofGroup(List.of(FIRST, SECOND, THIRD)));
  }

  @Test
  void whoDoesNotChangeIsNotNamed() {
    assertEquals(Map.of(), RosterChanges.ofGroup(List.of(SECOND, SECOND)));
    assertEquals(Map.of(), RosterChanges.ofGroup(List.of(SECOND)));
  }

  private static Map<String, Standing> ofChannel(
      Roster before, Roster after, Map<String, Standing> kept, Event.Builder... events) {
    Map<Long, Event> byId = new HashMap<>();
    for (Event.Builder event : events) {
      byId.put(after.getMessageId(), event.build());
    }
    return RosterChanges.ofChannel(RosterChanges.ofGroup(List.of(before, after)), kept, byId);
  }

  @Test
  void staffOfAChannelKeepsItsPlaces() {
    Standing cy = new Standing(Status.MEMBER, Role.MEMBER, 900, 0, 0, 7, 2);
    assertEquals(
        Map.of("cy", new Standing(Status.MEMBER, Role.ADMIN, 3_000, 0, 0, 7, 2)),
        ofChannel(roster(2, "ann:OWNER"), THIRD, Map.of("cy", cy)));
  }

  @Test
  void makerOfAChannelIsTheFirstToComeIn() {
    assertEquals(
        Map.of("ann", new Standing(Status.MEMBER, Role.OWNER, 1_000, 0, 0, 1, 0)),
        ofChannel(NONE, roster(1, "ann:OWNER"), Map.of()));
  }

  @Test
  void standingOfALaterRecordStays() {
    Standing banned = new Standing(Status.BANNED, Role.ROLE_UNSPECIFIED, 3_500, 9, 9, 7, 1);
    assertEquals(Map.of(), ofChannel(roster(2, "ann:OWNER"), THIRD, Map.of("cy", banned)));
  }

  @Test
  void whatBecameOfOneWhoIsNoMoreOfAChannelsStaffItsEventSays() {
    Roster before = roster(2, "ann:OWNER", "bob:ADMIN");
    Roster after = roster(3, "ann:OWNER");
    Map<String, Standing> kept =
        Map.of("bob", new Standing(Status.MEMBER, Role.ADMIN, 2_000, 0, 0, 7, 2));
    Event.Builder removal =
        Event.newBuilder().setMembersRemoved(MembersRemoved.newBuilder().addUsers("bob"));
    assertEquals(
        Map.of("bob", new Standing(Status.OUT, Role.ROLE_UNSPECIFIED, 3_000, 30, 3_000, 7, 2)),
        ofChannel(before, after, kept, removal));
    Event.Builder role =
        Event.newBuilder().setRoleSet(RoleSet.newBuilder().setUser("bob").setRole(Role.MEMBER));
    assertEquals(
        Map.of("bob", new Standing(Status.MEMBER, Role.MEMBER, 3_000, 0, 0, 7, 2)),
        ofChannel(before, after, kept, role));
    assertEquals(Map.of(), ofChannel(before, after, kept));
  }
}
