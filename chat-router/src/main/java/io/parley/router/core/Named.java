package io.parley.router.core;

import io.parley.protocol.ConversationId;
import io.parley.protocol.UserId;
import io.parley.protocol.v1.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Whom a command is about, beside the conversation.
final class Named {
  private Named() {}

  /// Those whose standing in a channel has to be known; nobody elsewhere. What is no name is not
  /// looked up: its command is refused when its turn comes, and must not fail those beside it.
  static Set<String> of(Subject subject, LoggedCommand command) {
    return subject instanceof Subject.Conversation(ConversationId.Channel _)
        ? by(command).stream().filter(UserId::isValid).collect(Collectors.toUnmodifiableSet())
        : Set.of();
  }

  /// Whose membership or role it asks to change. Anybody may be named twice.
  static List<String> by(LoggedCommand logged) {
    Command command = logged.command();
    return switch (command.getBodyCase()) {
      case JOIN, LEAVE -> List.of(logged.user());
      case ADD_MEMBERS -> command.getAddMembers().getUsersList();
      case REMOVE_MEMBERS -> command.getRemoveMembers().getUsersList();
      case ANSWER_REQUESTS -> command.getAnswerRequests().getUsersList();
      case BAN -> command.getBan().getUsersList();
      case UNBAN -> command.getUnban().getUsersList();
      case SET_ROLE -> List.of(command.getSetRole().getUser());
      case CREATE_GROUP -> {
        List<String> members = new ArrayList<>(command.getCreateGroup().getMembersList());
        members.add(logged.user());
        yield members;
      }
      case CREATE_CHANNEL,
          RENAME,
          DESCRIBE,
          SET_PICTURE,
          CHANGE_SETTINGS,
          CREATE_LINK,
          REVOKE_LINK,
          SEND,
          MARK,
          REACT,
          EDIT,
          DELETE,
          ARCHIVE,
          MUTE,
          PIN,
          DRAFT,
          BODY_NOT_SET ->
          List.of();
    };
  }
}
