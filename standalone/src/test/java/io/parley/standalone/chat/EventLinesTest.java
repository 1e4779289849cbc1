package io.parley.standalone.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Created;
import io.parley.protocol.v1.Described;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.JoinRequested;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.LinkCreated;
import io.parley.protocol.v1.LinkRevoked;
import io.parley.protocol.v1.MembersAdded;
import io.parley.protocol.v1.MembersRemoved;
import io.parley.protocol.v1.PictureSet;
import io.parley.protocol.v1.Renamed;
import io.parley.protocol.v1.RequestsDeclined;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.RoleSet;
import io.parley.protocol.v1.SettingsChanged;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventLinesTest {
  private static final String EVIL = "\u001B]0;title\u0007";

  @Test
  void comingAndGoingIsSaidWithWhoDidIt() {
    assertEquals(
        "alice added bob, carol", line(by("alice").setMembersAdded(added("bob", "carol"))));
    assertEquals("bob came in by a link", line(by("bob").setMembersAdded(added("bob"))));
    assertEquals("alice removed bob", line(by("alice").setMembersRemoved(removed("bob"))));
    assertEquals(
        "alice left; bob is the owner now",
        line(by("alice").setMembersRemoved(removed("alice").setOwner("bob"))));
    assertEquals(
        "dave asks to be let in: /let dave",
        line(by("dave").setJoinRequested(JoinRequested.getDefaultInstance())));
    assertEquals(
        "alice did not let in dave",
        line(by("alice").setRequestsDeclined(RequestsDeclined.newBuilder().addUsers("dave"))));
  }

  @Test
  void whatChangesTheGroupIsSaid() {
    assertEquals(
        "alice made the group “team”: alice, bob",
        line(by("alice").setCreated(created(Kind.GROUP).addMembers("alice").addMembers("bob"))));
    assertEquals(
        "alice made the channel “team”", line(by("alice").setCreated(created(Kind.CHANNEL))));
    assertEquals(
        "alice renamed it “crew”",
        line(by("alice").setRenamed(Renamed.newBuilder().setName("crew"))));
    assertEquals(
        "alice made bob an admin",
        line(by("alice").setRoleSet(RoleSet.newBuilder().setUser("bob").setRole(Role.ADMIN))));
    assertEquals(
        "alice described it: us",
        line(by("alice").setDescribed(Described.newBuilder().setDescription("us"))));
    assertEquals(
        "alice took the description away",
        line(by("alice").setDescribed(Described.getDefaultInstance())));
  }

  @Test
  void manyNamesAreCounted() {
    List<String> users = IntStream.rangeClosed(1, 13).mapToObj(i -> "u" + i).toList();
    assertEquals(
        "alice added u1, u2, u3, u4, u5, u6, u7, u8, u9, u10 and 3 more",
        line(by("alice").setMembersAdded(MembersAdded.newBuilder().addAllUsers(users))));
  }

  @Test
  void messageHasNoLineHere() {
    assertEquals(
        Optional.empty(),
        EventLines.of(by("alice").setMessage(ChatMessage.newBuilder().setText("hi")).build()));
  }

  @Test
  void nothingThatOthersNamedReachesTheTerminalAsItIs() {
    List<Event.Builder> events =
        List.of(
            by(EVIL)
                .setCreated(Created.newBuilder().setName(EVIL).addMembers(EVIL).addMembers(EVIL)),
            by(EVIL).setMembersAdded(added(EVIL, "bob")),
            by(EVIL).setMembersRemoved(removed(EVIL, "bob").setOwner(EVIL)),
            by(EVIL).setRoleSet(RoleSet.newBuilder().setUser(EVIL)),
            by(EVIL).setRenamed(Renamed.newBuilder().setName(EVIL)),
            by(EVIL).setDescribed(Described.newBuilder().setDescription(EVIL)),
            by(EVIL).setPictureSet(PictureSet.newBuilder().setPicture(EVIL)),
            by(EVIL).setSettingsChanged(SettingsChanged.getDefaultInstance()),
            by(EVIL).setJoinRequested(JoinRequested.newBuilder().setLinkId(EVIL)),
            by(EVIL).setRequestsDeclined(RequestsDeclined.newBuilder().addUsers(EVIL)),
            by(EVIL).setLinkCreated(LinkCreated.newBuilder().setLinkId(EVIL)),
            by(EVIL).setLinkRevoked(LinkRevoked.newBuilder().setLinkId(EVIL)));
    for (Event.Builder event : events) {
      String line = line(event);
      assertTrue(line.chars().noneMatch(c -> c < ' '), line);
    }
  }

  private static Event.Builder by(String sender) {
    return Event.newBuilder().setSender(sender);
  }

  private static Created.Builder created(Kind kind) {
    return Created.newBuilder().setKind(kind).setName("team");
  }

  private static MembersAdded.Builder added(String... users) {
    return MembersAdded.newBuilder().addAllUsers(List.of(users));
  }

  private static MembersRemoved.Builder removed(String... users) {
    return MembersRemoved.newBuilder().addAllUsers(List.of(users));
  }

  private static String line(Event.Builder event) {
    return EventLines.of(event.build()).orElseThrow();
  }
}
