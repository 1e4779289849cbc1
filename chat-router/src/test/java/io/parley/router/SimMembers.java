package io.parley.router;

import io.parley.history.Standing;
import io.parley.protocol.v1.Created;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.MembersRemoved;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.RoleSet;
import io.parley.protocol.v1.Roster;
import io.parley.protocol.v1.RosterLink;
import io.parley.protocol.v1.RosterMember;
import io.parley.protocol.v1.RosterRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Who is in a group, and who may do what there: told from its events alone, one after another.
final class SimMembers {
  private final Map<String, Role> roles = new LinkedHashMap<>();

  /// Where those who are gone went.
  private final Map<String, Long> until = new HashMap<>();

  private final TreeSet<String> links = new TreeSet<>();
  private final TreeSet<String> requests = new TreeSet<>();
  private String name = "";
  private Kind kind = Kind.GROUP;

  /// Answers with what is wrong with it, if anything.
  Optional<String> apply(Event event) {
    boolean byMember =
        event.hasCreated()
            || event.hasJoinRequested()
            || event.hasMembersAdded()
            || roles.containsKey(event.getSender());
    if (!byMember) {
      return Optional.of("an event of one who is no member");
    }
    switch (event.getBodyCase()) {
      case MESSAGE, DESCRIBED, PICTURE_SET, SETTINGS_CHANGED -> {}
      case CREATED -> create(event.getSender(), event.getCreated());
      case MEMBERS_ADDED -> {
        for (String user : event.getMembersAdded().getUsersList()) {
          requests.remove(user);
          until.remove(user);
          if (roles.putIfAbsent(user, Role.MEMBER) != null) {
            return Optional.of("added twice");
          }
        }
      }
      case MEMBERS_REMOVED -> {
        return remove(event.getSeq(), event.getMembersRemoved());
      }
      case ROLE_SET -> setRole(event.getRoleSet());
      case RENAMED -> name = event.getRenamed().getName();
      case JOIN_REQUESTED -> requests.add(event.getSender());
      case REQUESTS_DECLINED ->
          event.getRequestsDeclined().getUsersList().forEach(requests::remove);
      case LINK_CREATED -> links.add(event.getLinkCreated().getLinkId());
      case LINK_REVOKED -> links.remove(event.getLinkRevoked().getLinkId());
      default -> {
        return Optional.of("an event of kind " + event.getBodyCase());
      }
    }
    return ownerless();
  }

  private void create(String creator, Created created) {
    kind = created.getKind();
    name = created.getName();
    created.getMembersList().forEach(user -> roles.put(user, Role.MEMBER));
    roles.put(creator, Role.OWNER);
  }

  /// Of a channel only the staff is known.
  private void setRole(RoleSet set) {
    if (kind == Kind.CHANNEL && set.getRole() == Role.MEMBER) {
      roles.remove(set.getUser());
    } else {
      roles.put(set.getUser(), set.getRole());
    }
  }

  private Optional<String> remove(long seq, MembersRemoved removed) {
    for (String user : removed.getUsersList()) {
      if (roles.remove(user) == null) {
        return Optional.of("removed twice");
      }
      until.put(user, seq);
    }
    if (roles.isEmpty()) {
      // Nobody can let anybody in any more
      links.clear();
      requests.clear();
    }
    if (!removed.getOwner().isEmpty()) {
      roles.put(removed.getOwner(), Role.OWNER);
    }
    return ownerless();
  }

  private Optional<String> ownerless() {
    return roles.isEmpty() || roles.containsValue(Role.OWNER)
        ? Optional.empty()
        : Optional.of("nobody owns it");
  }

  /// Up to which seq this user may read.
  long readableBy(String user, long head) {
    return roles.containsKey(user) ? head : until.getOrDefault(user, 0L);
  }

  /// What is different in a roster, if anything.
  Optional<String> differs(Roster roster) {
    Map<String, Role> there =
        roster.getMembersList().stream()
            .collect(Collectors.toMap(RosterMember::getUser, RosterMember::getRole));
    TreeSet<String> linksThere =
        roster.getLinksList().stream()
            .map(RosterLink::getLinkId)
            .collect(Collectors.toCollection(TreeSet::new));
    TreeSet<String> requestsThere =
        roster.getRequestsList().stream()
            .map(RosterRequest::getUser)
            .collect(Collectors.toCollection(TreeSet::new));
    boolean same =
        there.equals(roles)
            && requestsThere.equals(requests)
            && roster.getProfile().getName().equals(name)
            && roster.getProfile().getKind() == kind
            // those that have expired may be gone from it
            && links.containsAll(linksThere);
    return same
        ? Optional.empty()
        : Optional.of(
            "%s, links %s, requests %s, not %s, links %s, requests %s, named %s"
                .formatted(there, linksThere, requestsThere, roles, links, requests, name));
  }

  /// Whether a user's standing in a channel says of the staff what the events do.
  boolean isStaffAs(String user, Standing standing) {
    Role role = roles.get(user);
    return role == null
        ? standing.role() != Role.OWNER && standing.role() != Role.ADMIN
        : standing.isMember() && standing.role() == role;
  }

  /// What is different in a user's standing in a group, if anything.
  Optional<String> differs(String user, Standing standing) {
    Role role = roles.getOrDefault(user, Role.ROLE_UNSPECIFIED);
    boolean same =
        standing.isMember() == roles.containsKey(user)
            && standing.role() == role
            && standing.untilSeq() == until.getOrDefault(user, 0L);
    return same
        ? Optional.empty()
        : Optional.of("%s, not %s until %s".formatted(standing, role, until.get(user)));
  }
}
