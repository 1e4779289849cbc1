package io.parley.router.core;

import io.parley.protocol.v1.Code;
import io.parley.router.core.Decision.Refused;

/// The rules of conversations between two people.
final class DirectMachine {
  private static final Sends.Gate GATE = (state, command, _) -> Pace.DIRECT.tooFast(state, command);

  private final Sends sends;

  DirectMachine(Sends sends) {
    this.sends = sends;
  }

  Verdict decide(ConversationState state, LoggedCommand command, Answers answers) {
    return switch (command.command().getBodyCase()) {
      case SEND -> sends.decide(state, command, answers, GATE);
      case MARK -> Marks.decide(state, command, answers);
      case REACT, EDIT, DELETE -> unsupported("not in this version");
      case CREATE_GROUP,
          CREATE_CHANNEL,
          ADD_MEMBERS,
          REMOVE_MEMBERS,
          LEAVE,
          RENAME,
          SET_ROLE,
          DESCRIBE,
          SET_PICTURE,
          CHANGE_SETTINGS,
          JOIN,
          ANSWER_REQUESTS,
          CREATE_LINK,
          REVOKE_LINK,
          BAN,
          UNBAN ->
          unsupported("not in a direct conversation");
      case ARCHIVE, MUTE, PIN, DRAFT -> unsupported("by the key of its user alone");
      case BODY_NOT_SET -> unsupported("from a newer version");
    };
  }

  static Refused unsupported(String why) {
    return Refused.because(Code.UNSUPPORTED, "command: " + why);
  }
}
