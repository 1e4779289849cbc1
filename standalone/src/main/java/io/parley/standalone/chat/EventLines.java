package io.parley.standalone.chat;

import io.parley.protocol.v1.Created;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.MembersAdded;
import io.parley.protocol.v1.MembersRemoved;
import io.parley.protocol.v1.Role;
import java.util.List;
import java.util.Optional;

/// What happened in a group, where nobody said it, in a line fit for a terminal.
final class EventLines {
  private static final int NAMES_SHOWN = 10;

  private EventLines() {}

  /// Empty: nothing to be shown, or a message, which has a line of its own.
  static Optional<String> of(Event event) {
    String said =
        switch (event.getBodyCase()) {
          case CREATED -> created(event.getCreated());
          case MEMBERS_ADDED -> added(event.getSender(), event.getMembersAdded());
          case MEMBERS_REMOVED -> removed(event.getSender(), event.getMembersRemoved());
          case ROLE_SET ->
              "made %s %s"
                  .formatted(
                      Printable.of(event.getRoleSet().getUser()),
                      role(event.getRoleSet().getRole()));
          case RENAMED -> "renamed it " + quoted(event.getRenamed().getName());
          case DESCRIBED ->
              event.getDescribed().getDescription().isEmpty()
                  ? "took the description away"
                  : "described it: " + Printable.of(event.getDescribed().getDescription());
          case PICTURE_SET -> "changed the picture";
          case SETTINGS_CHANGED -> "changed the settings";
          case JOIN_REQUESTED -> "asks to be let in: /let " + Printable.of(event.getSender());
          case REQUESTS_DECLINED ->
              "did not let in " + names(event.getRequestsDeclined().getUsersList());
          case LINK_CREATED -> "made a link to come in by";
          case LINK_REVOKED -> "made a link worthless";
          case MESSAGE, EDITED, DELETED, REACTED, BODY_NOT_SET -> "";
        };
    return said.isEmpty()
        ? Optional.empty()
        : Optional.of(Printable.of(event.getSender()) + " " + said);
  }

  private static String created(Created created) {
    String what = created.getKind() == Kind.CHANNEL ? "channel " : "group ";
    return "made the "
        + what
        + quoted(created.getName())
        + (created.getMembersCount() > 1 ? ": " + names(created.getMembersList()) : "");
  }

  private static String added(String sender, MembersAdded added) {
    return added.getUsersList().equals(List.of(sender))
        ? "came in by a link"
        : "added " + names(added.getUsersList());
  }

  private static String removed(String sender, MembersRemoved removed) {
    String what =
        removed.getUsersList().equals(List.of(sender))
            ? "left"
            : "removed " + names(removed.getUsersList());
    return removed.getOwner().isEmpty()
        ? what
        : what + "; " + Printable.of(removed.getOwner()) + " is the owner now";
  }

  static String role(Role role) {
    return switch (role) {
      case OWNER -> "an owner";
      case ADMIN -> "an admin";
      case MEMBER, ROLE_UNSPECIFIED, UNRECOGNIZED -> "a member";
    };
  }

  static String quoted(String name) {
    return "“" + Printable.of(name) + "”";
  }

  private static String names(List<String> users) {
    String shown = String.join(", ", users.stream().limit(NAMES_SHOWN).map(Printable::of).toList());
    return users.size() <= NAMES_SHOWN
        ? shown
        : shown + " and " + (users.size() - NAMES_SHOWN) + " more";
  }
}
