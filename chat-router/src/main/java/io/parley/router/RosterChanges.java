package io.parley.router;

import io.parley.history.Standing;
import io.parley.history.Standing.Status;
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

  /// Of a channel: who became one of the staff, or another one of it. Who has ceased to be may be a
  /// plain member or gone: the command says it when it is read again, and the roster does not.
  ///
  /// @param kept the standings of all whom the versions name
  static Map<String, Standing> ofChannel(List<Roster> versions, Map<String, Standing> kept) {
    Map<String, Standing> changes = new LinkedHashMap<>();
    ofGroup(versions)
        .forEach((user, change) -> {
          Standing before = kept.getOrDefault(user, Standing.NONE);
          if (change.isMember() && before.changedId() < change.changedId()) {
            changes.put(
                user,
                new Standing(
                    Status.MEMBER,
                    change.role(),
                    change.changedId(),
                    0,
                    0,
                    Math.max(FIRST_ORDINAL, before.ordinal()),
                    before.bannedOrdinal()));
          }
        });
    return changes;
  }

  private static Map<String, Role> roles(Roster roster) {
    Map<String, Role> roles = HashMap.newHashMap(roster.getMembersCount());
    for (RosterMember member : roster.getMembersList()) {
      roles.put(member.getUser(), member.getRole());
    }
    return roles;
  }
}
