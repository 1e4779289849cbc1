package io.parley.router.core;

import io.parley.protocol.v1.Role;
import io.parley.router.core.Decision.Refused;
import java.util.Optional;

/// What becomes of the commands of a group.
final class GroupMachine {
  private final Sends sends;
  private final RosterCommands requests;
  private final GroupRules rules = new GroupRules();
  private final SlowMode slowMode;

  GroupMachine(Sends sends, RosterCommands requests, MachineLimits limits) {
    this.sends = sends;
    this.requests = requests;
    this.slowMode = new SlowMode(Role.ADMIN, limits);
  }

  Verdict decide(ConversationState state, LoggedCommand command, Answers answers) {
    return switch (command.command().getBodyCase()) {
      case SEND -> sends.decide(state, command, answers, this::closed);
      case MARK ->
          state.roster().has(command.user())
              ? Marks.decide(state, command, answers)
              : Rights.NO_MEMBER;
      case CREATE_GROUP,
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
          REVOKE_LINK ->
          requests.decide(state, command, answers, rules);
      case REACT, EDIT, DELETE -> DirectMachine.unsupported("not in this version");
      case CREATE_CHANNEL, BAN, UNBAN -> DirectMachine.unsupported("not in a group");
      case ARCHIVE, MUTE, PIN, DRAFT -> DirectMachine.unsupported("by the key of its user alone");
      case BODY_NOT_SET -> DirectMachine.unsupported("from a newer version");
    };
  }

  private Optional<Verdict> closed(
      ConversationState state, LoggedCommand command, Answers answers) {
    if (state.headSeq() == 0) {
      return Optional.of(Rights.NO_CONVERSATION);
    }
    RosterView roster = state.roster();
    Role role = roster.roleOf(command.user());
    if (role == Role.ROLE_UNSPECIFIED) {
      return Optional.of(Rights.NO_MEMBER);
    }
    Optional<Refused> lacking = Rights.lacking("send", role, roster.settings().getSend());
    if (lacking.isPresent()) {
      return Optional.of(lacking.get());
    }
    Optional<Verdict> tooFast = rules.pace(state).tooFast(state, command);
    return tooFast.isPresent() ? tooFast : slowMode.tooSoon(state, command, answers);
  }
}
