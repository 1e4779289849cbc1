package io.parley.router.core;

import io.parley.protocol.v1.Profile;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import io.parley.protocol.v1.RosterLink;
import io.parley.protocol.v1.RosterMember;
import io.parley.protocol.v1.RosterRequest;
import io.parley.protocol.v1.Settings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A roster as decisions need it: who is in it is known without looking through it. Immutable.
public final class RosterView {
  /// Of a direct conversation, and of what is not there yet.
  static final RosterView NONE = new RosterView(Roster.getDefaultInstance());

  private final Roster roster;

  /// In the order of the roster.
  private final Map<String, RosterMember> members;

  private final Audience.Users audience;

  private RosterView(Roster roster) {
    this.roster = roster;
    Map<String, RosterMember> byUser = LinkedHashMap.newLinkedHashMap(roster.getMembersCount());
    for (RosterMember member : roster.getMembersList()) {
      byUser.put(member.getUser(), member);
    }
    this.members = Collections.unmodifiableMap(byUser);
    this.audience = new Audience.Users(List.copyOf(byUser.keySet()));
  }

  static RosterView of(Roster roster) {
    return roster.getVersion() == 0 ? NONE : new RosterView(roster);
  }

  /// As it is kept.
  public Roster roster() {
    return roster;
  }

  long version() {
    return roster.getVersion();
  }

  Profile profile() {
    return roster.getProfile();
  }

  Settings settings() {
    return roster.getProfile().getSettings();
  }

  int size() {
    return members.size();
  }

  boolean has(String user) {
    return members.containsKey(user);
  }

  /// Unspecified for who is not in it.
  Role roleOf(String user) {
    RosterMember member = members.get(user);
    return member == null ? Role.ROLE_UNSPECIFIED : member.getRole();
  }

  /// Those who have been there longest first.
  Set<String> users() {
    return members.keySet();
  }

  /// All of them.
  Audience.Users audience() {
    return audience;
  }

  List<String> owners() {
    return members.values().stream()
        .filter(member -> member.getRole() == Role.OWNER)
        .map(RosterMember::getUser)
        .toList();
  }

  /// Whether nobody else is an owner.
  boolean isLastOwner(String user) {
    return owners().equals(List.of(user));
  }

  /// Whether nobody is left in it without her.
  boolean isLastOfStaff(String user) {
    return members.size() == 1 && has(user);
  }

  /// Who becomes the owner when the last one leaves: the admin, else the member, who has been there
  /// longest.
  Optional<String> heirOf(String user) {
    return firstOther(user, Role.ADMIN).or(() -> firstOther(user, Role.MEMBER));
  }

  private Optional<String> firstOther(String user, Role role) {
    return members.values().stream()
        .filter(member -> member.getRole() == role && !member.getUser().equals(user))
        .map(RosterMember::getUser)
        .findFirst();
  }

  Optional<RosterLink> link(String linkId) {
    return roster.getLinksList().stream()
        .filter(link -> link.getLinkId().equals(linkId))
        .findFirst();
  }

  /// The link that the event with this seq made, while it is there.
  Optional<RosterLink> linkSince(long seq) {
    return roster.getLinksList().stream().filter(link -> link.getSinceSeq() == seq).findFirst();
  }

  Optional<RosterRequest> request(String user) {
    return roster.getRequestsList().stream()
        .filter(request -> request.getUser().equals(user))
        .findFirst();
  }
}
