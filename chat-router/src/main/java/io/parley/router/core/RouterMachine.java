package io.parley.router.core;

import io.parley.protocol.ConversationId.Channel;
import io.parley.protocol.ConversationId.Direct;
import io.parley.protocol.ConversationId.Group;

/// The rules, by what a command is about.
///
/// A change of a rule, or of a limit, is a change of what the log means: routers of two versions
/// must not share a partition while it is rolled out (docs/router.md).
public final class RouterMachine implements ConversationMachine {
  private final DirectMachine direct;
  private final GroupMachine group;
  private final ChannelMachine channel;
  private final UserMachine user = new UserMachine();

  public RouterMachine(MachineLimits limits) {
    Sends sends = new Sends(limits);
    RosterCommands requests = new RosterCommands(limits);
    this.direct = new DirectMachine(sends);
    this.group = new GroupMachine(sends, requests, limits);
    this.channel = new ChannelMachine(sends, requests, limits);
  }

  @Override
  public Verdict decide(
      Subject subject, ConversationState state, LoggedCommand command, Answers answers) {
    return switch (subject) {
      case Subject.Conversation(Direct _) -> direct.decide(state, command, answers);
      case Subject.Conversation(Group _) -> group.decide(state, command, answers);
      case Subject.Conversation(Channel _) -> channel.decide(state, command, answers);
      case Subject.User _ -> user.decide(command, answers);
    };
  }
}
