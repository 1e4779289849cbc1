package io.parley.router.core;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Created;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.LinkCreated;
import io.parley.protocol.v1.MembersAdded;
import io.parley.protocol.v1.MembersRemoved;
import io.parley.protocol.v1.Profile;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.RoleSet;
import io.parley.protocol.v1.Roster;
import io.parley.protocol.v1.RosterLink;
import io.parley.protocol.v1.RosterMember;
import io.parley.protocol.v1.RosterRequest;
import io.parley.protocol.v1.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// The roster after an event. All of it follows from the roster before and from what the event says
/// to everybody, but for what no event tells: the secret of a link, and with what description and
/// access the conversation began. Those the command knows.
final class RosterFold {
  private RosterFold() {}

  static RosterView after(RosterView before, Event event, Command command) {
    Roster.Builder roster = before.roster().toBuilder();
    switch (event.getBodyCase()) {
      case CREATED -> create(roster, event, command);
      case MEMBERS_ADDED -> add(roster, event.getMembersAdded(), event.getSeq());
      case MEMBERS_REMOVED -> remove(roster, event.getMembersRemoved());
      case ROLE_SET -> setRole(roster, event.getRoleSet(), event.getSeq());
      case RENAMED -> roster.getProfileBuilder().setName(event.getRenamed().getName());
      case DESCRIBED ->
          roster.getProfileBuilder().setDescription(event.getDescribed().getDescription());
      case PICTURE_SET -> roster.getProfileBuilder().setPicture(event.getPictureSet().getPicture());
      case SETTINGS_CHANGED ->
          roster.getProfileBuilder().setSettings(event.getSettingsChanged().getSettings());
      case JOIN_REQUESTED ->
          roster.addRequests(
              RosterRequest.newBuilder()
                  .setUser(event.getSender())
                  .setAt(event.getAt())
                  .setLinkId(event.getJoinRequested().getLinkId()));
      case REQUESTS_DECLINED -> dropRequests(roster, event.getRequestsDeclined().getUsersList());
      case LINK_CREATED -> addLink(roster, event, command.getLinkSecret());
      case LINK_REVOKED -> dropLink(roster, event.getLinkRevoked().getLinkId());
      case MESSAGE, EDITED, DELETED, REACTED, BODY_NOT_SET -> {
        return before;
      }
    }
    if (roster.getMembersCount() == 0) {
      // Nobody is there who could let anybody in
      roster.clearLinks().clearRequests();
    }
    if (roster.getProfile().getKind() == Kind.GROUP) {
      roster.getProfileBuilder().setMemberCount(roster.getMembersCount());
    }
    return RosterView.of(
        roster
            .setVersion(before.version() + 1)
            .setSeq(event.getSeq())
            .setMessageId(event.getMessageId())
            .build());
  }

  private static void create(Roster.Builder roster, Event event, Command command) {
    Created created = event.getCreated();
    boolean channel = created.getKind() == Kind.CHANNEL;
    Access access = channel ? command.getCreateChannel().getAccess() : Access.CLOSED;
    roster.setProfile(
        Profile.newBuilder()
            .setKind(created.getKind())
            .setName(created.getName())
            .setDescription(
                channel
                    ? command.getCreateChannel().getDescription()
                    : command.getCreateGroup().getDescription())
            .setSettings(
                Settings.newBuilder()
                    .setSend(channel ? Role.ADMIN : Role.MEMBER)
                    .setAdd(Role.ADMIN)
                    .setEdit(Role.ADMIN)
                    .setAccess(access == Access.OPEN ? Access.OPEN : Access.CLOSED))
            .setCreatedAt(event.getAt()));
    List<String> members = channel ? List.of(event.getSender()) : created.getMembersList();
    for (String user : members) {
      Role role = user.equals(event.getSender()) ? Role.OWNER : Role.MEMBER;
      roster.addMembers(member(user, role, event.getSeq()));
    }
  }

  private static RosterMember member(String user, Role role, long sinceSeq) {
    return RosterMember.newBuilder().setUser(user).setRole(role).setSinceSeq(sinceSeq).build();
  }

  private static void add(Roster.Builder roster, MembersAdded added, long seq) {
    for (String user : added.getUsersList()) {
      roster.addMembers(member(user, Role.MEMBER, seq));
    }
    dropRequests(roster, added.getUsersList());
  }

  private static void remove(Roster.Builder roster, MembersRemoved removed) {
    Set<String> gone = Set.copyOf(removed.getUsersList());
    List<RosterMember> left = new ArrayList<>(roster.getMembersCount());
    for (RosterMember member : roster.getMembersList()) {
      if (member.getUser().equals(removed.getOwner())) {
        left.add(member.toBuilder().setRole(Role.OWNER).build());
      } else if (!gone.contains(member.getUser())) {
        left.add(member);
      }
    }
    roster.clearMembers().addAllMembers(left);
  }

  /// In a group among its members; in a channel who is one of the staff comes and goes with it.
  private static void setRole(Roster.Builder roster, RoleSet set, long seq) {
    boolean staffOnly = roster.getProfile().getKind() == Kind.CHANNEL;
    for (int i = 0; i < roster.getMembersCount(); i++) {
      if (roster.getMembers(i).getUser().equals(set.getUser())) {
        if (staffOnly && set.getRole() == Role.MEMBER) {
          roster.removeMembers(i);
        } else {
          roster.getMembersBuilder(i).setRole(set.getRole());
        }
        return;
      }
    }
    roster.addMembers(member(set.getUser(), set.getRole(), seq));
  }

  private static void dropRequests(Roster.Builder roster, Collection<String> users) {
    if (roster.getRequestsCount() > 0) {
      Set<String> answered = Set.copyOf(users);
      List<RosterRequest> left =
          roster.getRequestsList().stream()
              .filter(request -> !answered.contains(request.getUser()))
              .toList();
      roster.clearRequests().addAllRequests(left);
    }
  }

  private static void addLink(Roster.Builder roster, Event event, String secret) {
    LinkCreated created = event.getLinkCreated();
    List<RosterLink> alive =
        roster.getLinksList().stream().filter(link -> !isExpired(link, event.getAt())).toList();
    RosterLink.Builder link =
        RosterLink.newBuilder()
            .setLinkId(created.getLinkId())
            .setSecret(secret)
            .setCreator(event.getSender())
            .setApproval(created.getApproval())
            .setSinceSeq(event.getSeq());
    if (created.hasExpiresAt()) {
      link.setExpiresAt(created.getExpiresAt());
    }
    roster.clearLinks().addAllLinks(alive).addLinks(link);
  }

  static boolean isExpired(RosterLink link, Timestamp now) {
    return link.hasExpiresAt() && EventIds.msOf(link.getExpiresAt()) <= EventIds.msOf(now);
  }

  private static void dropLink(Roster.Builder roster, String linkId) {
    List<RosterLink> left =
        roster.getLinksList().stream().filter(link -> !link.getLinkId().equals(linkId)).toList();
    roster.clearLinks().addAllLinks(left);
  }
}
