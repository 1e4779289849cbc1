package io.parley.router;

import io.parley.history.Standing;
import io.parley.history.Standing.Status;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import io.parley.protocol.v1.RosterMember;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What versions of a roster, one after another, say of the standings of those whom they name.
final class RosterChanges {
  /// Of the creator of a channel, who is the first to come in.
  private static final long FIRST_ORDINAL = 1;

  private RosterChanges() {}

  /// Of a group: who came, went or got another role, each as the last change has left them.
  ///
  /// @param versions oldest first; the first is what is known already
  static Map<String, Standing> ofGroup(List<Roster> versions) {
    Map<String, Standing> changes = new LinkedHashMap<>();
    for (int i = 1; i < versions.size(); i++) {
      Roster after = versions.get(i);
      Map<String, Role> before = roles(versions.get(i - 1));
      for (RosterMember member : after.getMembersList()) {
        if (before.remove(member.getUser()) != member.getRole()) {
          changes.put(
              member.getUser(),
              new Standing(Status.MEMBER, member.getRole(), after.getMessageId(), 0, 0, 0, 0));
        }
      }
      for (String gone : before.keySet()) {
        changes.put(
            gone,
            new Standing(
                Status.OUT,
                Role.ROLE_UNSPECIFIED,
                after.getMessageId(),
                after.getSeq(),
                after.getMessageId(),
                0,
                0));
      }
    }
    return changes;
  }

  /// Of a channel: who became one of the staff, another one of it, or ceased to be: she may be a
  /// plain member since or gone, which the roster does not say, and the event that made it does.
  ///
  /// @param changes as of a group
  /// @param kept the standings of all whom they name
  /// @param events by id, as far as they are known, those that took somebody off the staff
  static Map<String, Standing> ofChannel(
      Map<String, Standing> changes, Map<String, Standing> kept, Map<Long, Event> events) {
    Map<String, Standing> ofChannel = new LinkedHashMap<>();
    changes.forEach((user, change) -> {
      Standing before = kept.getOrDefault(user, Standing.NONE);
      if (before.changedId() >= change.changedId()) {
        return;
      }
      Event event = events.getOrDefault(change.changedId(), Event.getDefaultInstance());
      if (change.isMember()) {
        ofChannel.put(user, member(change.role(), change, before));
      } else if (event.getRoleSet().getUser().equals(user)) {
        ofChannel.put(user, member(Role.MEMBER, change, before));
      } else if (event.getMembersRemoved().getUsersList().contains(user)) {
        ofChannel.put(
            user,
            new Standing(
                Status.OUT,
                Role.ROLE_UNSPECIFIED,
                change.changedId(),
                change.untilSeq(),
                change.untilId(),
                before.ordinal(),
                before.bannedOrdinal()));
      }
    });
    return ofChannel;
  }

  private static Standing member(Role role, Standing change, Standing before) {
    return new Standing(
        Status.MEMBER,
        role,
        change.changedId(),
        0,
        0,
        Math.max(FIRST_ORDINAL, before.ordinal()),
        before.bannedOrdinal());
  }

  private static Map<String, Role> roles(Roster roster) {
    Map<String, Role> roles = HashMap.newHashMap(roster.getMembersCount());
    for (RosterMember member : roster.getMembersList()) {
      roles.put(member.getUser(), member.getRole());
    }
    return roles;
  }
}
