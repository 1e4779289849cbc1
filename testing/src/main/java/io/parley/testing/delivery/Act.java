package io.parley.testing.delivery;

import io.parley.protocol.v1.Event;
import java.util.Set;

/// What an event does to its conversation, as its sender meant it and as a server tells it.
public sealed interface Act {
  record Says(String text) implements Act {}

  /// @param members all of them, the creator among them
  record Creates(String name, Set<String> members) implements Act {
    public Creates {
      members = Set.copyOf(members);
    }
  }

  record Adds(Set<String> users) implements Act {
    public Adds {
      users = Set.copyOf(users);
    }
  }

  /// Also of oneself, which is leaving.
  record Removes(Set<String> users) implements Act {
    public Removes {
      users = Set.copyOf(users);
    }
  }

  record Renames(String name) implements Act {}

  /// What no plain client does, by the name of its field.
  record Other(String kind) implements Act {}

  static Act of(Event event) {
    return switch (event.getBodyCase()) {
      case MESSAGE -> new Says(event.getMessage().getText());
      case CREATED ->
          new Creates(
              event.getCreated().getName(), Set.copyOf(event.getCreated().getMembersList()));
      case MEMBERS_ADDED -> new Adds(Set.copyOf(event.getMembersAdded().getUsersList()));
      case MEMBERS_REMOVED -> new Removes(Set.copyOf(event.getMembersRemoved().getUsersList()));
      case RENAMED -> new Renames(event.getRenamed().getName());
      case EDITED,
          DELETED,
          REACTED,
          ROLE_SET,
          DESCRIBED,
          PICTURE_SET,
          SETTINGS_CHANGED,
          JOIN_REQUESTED,
          REQUESTS_DECLINED,
          LINK_CREATED,
          LINK_REVOKED,
          BODY_NOT_SET ->
          new Other(event.getBodyCase().name());
    };
  }
}
