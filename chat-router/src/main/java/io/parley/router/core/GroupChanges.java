package io.parley.router.core;

import io.parley.history.EventRef;
import io.parley.history.Standing;
import io.parley.history.Standing.Status;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an event of a group changes beside the timeline: the next roster, and how each user that it
/// concerns stands to the group.
final class GroupChanges {
  private GroupChanges() {}

  static Change of(RosterView after, EventRef ref, Event event) {
    List<String> in = new ArrayList<>();
    List<String> added =
        switch (event.getBodyCase()) {
          case CREATED -> event.getCreated().getMembersList();
          case MEMBERS_ADDED -> event.getMembersAdded().getUsersList();
          case MEMBERS_REMOVED,
              ROLE_SET,
              RENAMED,
              DESCRIBED,
              PICTURE_SET,
              SETTINGS_CHANGED,
              JOIN_REQUESTED,
              REQUESTS_DECLINED,
              LINK_CREATED,
              LINK_REVOKED,
              MESSAGE,
              EDITED,
              DELETED,
              REACTED,
              BODY_NOT_SET ->
              List.of();
        };
    in.addAll(added);
    if (event.hasRoleSet()) {
      in.add(event.getRoleSet().getUser());
    }
    String heir = event.getMembersRemoved().getOwner();
    if (!heir.isEmpty()) {
      in.add(heir);
    }
    List<String> gone = event.getMembersRemoved().getUsersList();
    return Change.of(
        Optional.of(after),
        standings(after, ref, in, gone),
        new LinkedHashSet<>(added),
        new LinkedHashSet<>(gone));
  }

  private static Map<String, Standing> standings(
      RosterView roster, EventRef ref, Iterable<String> in, Iterable<String> out) {
    Map<String, Standing> standings = new LinkedHashMap<>();
    for (String user : in) {
      standings.put(
          user, new Standing(Status.MEMBER, roster.roleOf(user), ref.messageId(), 0, 0, 0, 0));
    }
    for (String user : out) {
      standings.put(
          user,
          new Standing(
              Status.OUT,
              Role.ROLE_UNSPECIFIED,
              ref.messageId(),
              ref.seq(),
              ref.messageId(),
              0,
              0));
    }
    return standings;
  }

  /// The roster as it is now is at least as new as the event. Who is in it is a member; that the
  /// event took somebody out, only the record that made it can say. Whatever a later event has
  /// changed carries a larger id, and stays.
  static Change again(
      RosterView roster, LoggedCommand command, EventRef original, boolean replayed) {
    Set<String> in = new LinkedHashSet<>();
    Set<String> out = new LinkedHashSet<>();
    for (String user : Named.by(command)) {
      if (roster.has(user)) {
        in.add(user);
      } else if (replayed && takesOut(command)) {
        out.add(user);
      }
    }
    Set<String> added = command.command().hasSetRole() ? Set.of() : Set.copyOf(in);
    if (command.command().hasLeave()) {
      // One of them may be so because of this
      in.addAll(roster.owners());
    }
    return Change.of(Optional.empty(), standings(roster, original, in, out), added, out);
  }

  private static boolean takesOut(LoggedCommand command) {
    return command.command().hasRemoveMembers() || command.command().hasLeave();
  }
}
