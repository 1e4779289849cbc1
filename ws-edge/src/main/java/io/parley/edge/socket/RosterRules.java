package io.parley.edge.socket;

import static io.parley.edge.socket.FieldRules.unsupported;
import static io.parley.edge.socket.FrameRules.refuse;
import static io.parley.edge.socket.Refused.invalid;

import io.parley.edge.socket.Action.People;
import io.parley.edge.socket.FieldRules.Named;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.AddMembers;
import io.parley.protocol.v1.AnswerRequests;
import io.parley.protocol.v1.Ban;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.CreateChannel;
import io.parley.protocol.v1.CreateGroup;
import io.parley.protocol.v1.Join;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Leave;
import io.parley.protocol.v1.RemoveMembers;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.SetRole;
import io.parley.protocol.v1.Unban;
import java.util.List;
import java.util.Optional;

/// What may be asked about the people of groups and channels. Pure: what a frame says by itself is
/// checked here; whether its sender may do it, the router decides. What may be asked about the
/// conversations themselves stands in [ProfileRules].
final class RosterRules {
  private static final int SECRET_LENGTH = 22;

  private RosterRules() {}

  /// A request about a conversation that is there, as all of them have it.
  ///
  /// @param name of the frame's body
  /// @param command without what all commands have
  /// @param people whom it names
  record Request(
      String name,
      String conversation,
      String clientMessageId,
      Command.Builder command,
      People people) {
    Request(String name, String conversation, String clientMessageId, Command.Builder command) {
      this(name, conversation, clientMessageId, command, People.NOBODY);
    }

    Request naming(List<String> users, boolean haveToExist) {
      return new Request(
          name,
          conversation,
          clientMessageId,
          command,
          new People(name + ".users", users, haveToExist));
    }
  }

  /// What it takes to do a request to a group or channel.
  interface Rule {
    /// What is wrong with it there.
    Optional<Refused> of(ConversationId conversation);

    Rule NONE = _ -> Optional.empty();
  }

  /// The command, unless the conversation cannot be asked that, or a field is not as it should be.
  static Action change(Request request, Rule rule) {
    String field = request.name() + ".conversation";
    return switch (FieldRules.roster(field, request.conversation())) {
      case Named.Wrong(var refused) -> refuse(refused);
      case Named.One(var conversation) ->
          FieldRules.firstOf(
                  rule.of(conversation), optionalId(request.name(), request.clientMessageId()))
              .map(FrameRules::refuse)
              .orElseGet(() ->
                  new Action.Change(
                      request
                          .command()
                          .setConversation(conversation.text())
                          .setClientMessageId(request.clientMessageId()),
                      request.people()));
    };
  }

  /// A command that names users.
  private static Action changePeople(Request request, Rule rule) {
    People people = request.people();
    return change(
        request,
        conversation ->
            FieldRules.firstOf(
                rule.of(conversation), FieldRules.users(people.field(), people.users())));
  }

  private static Optional<Refused> inGroups(String field, ConversationId conversation) {
    return FieldRules.when(
        !(conversation instanceof ConversationId.Group),
        () -> unsupported(field, "not in a channel"));
  }

  private static Optional<Refused> inChannels(String field, ConversationId conversation) {
    return FieldRules.when(
        !(conversation instanceof ConversationId.Channel),
        () -> unsupported(field, "not in a group"));
  }

  static Optional<Refused> optionalId(String name, String clientMessageId) {
    return clientMessageId.isEmpty()
        ? Optional.empty()
        : FieldRules.clientMessageId(name + ".clientMessageId", clientMessageId);
  }

  // ---- beginnings ----

  static Action createGroup(CreateGroup create, String user) {
    List<String> members = create.getMembersList();
    int all = members.size() + (members.contains(user) ? 0 : 1);
    Optional<Refused> wrong =
        FieldRules.firstOf(
            FieldRules.name("createGroup.name", create.getName()),
            FieldRules.description("createGroup.description", create.getDescription()),
            FieldRules.when(
                all > FieldRules.USERS_MAX,
                () ->
                    FieldRules.tooLarge(
                        "createGroup.members",
                        all + " with the creator",
                        "at most " + FieldRules.USERS_MAX)),
            FieldRules.each("createGroup.members", members),
            optionalId("createGroup", create.getClientMessageId()));
    return wrong
        .map(FrameRules::refuse)
        .orElseGet(() ->
            new Action.Create(
                Kind.GROUP,
                Command.newBuilder()
                    .setClientMessageId(create.getClientMessageId())
                    .setCreateGroup(create),
                new People("createGroup.members", members, true)));
  }

  static Action createChannel(CreateChannel create) {
    Optional<Refused> wrong =
        FieldRules.firstOf(
            FieldRules.name("createChannel.name", create.getName()),
            FieldRules.description("createChannel.description", create.getDescription()),
            ProfileRules.accessOfChannel("createChannel.access", create.getAccess()),
            optionalId("createChannel", create.getClientMessageId()));
    return wrong
        .map(FrameRules::refuse)
        .orElseGet(() ->
            new Action.Create(
                Kind.CHANNEL,
                Command.newBuilder()
                    .setClientMessageId(create.getClientMessageId())
                    .setCreateChannel(create),
                People.NOBODY));
  }

  // ---- members ----

  static Action addMembers(AddMembers add) {
    Command.Builder command = Command.newBuilder().setAddMembers(add);
    return changePeople(
        new Request("addMembers", add.getConversation(), add.getClientMessageId(), command)
            .naming(add.getUsersList(), true),
        Rule.NONE);
  }

  static Action removeMembers(RemoveMembers remove) {
    Command.Builder command = Command.newBuilder().setRemoveMembers(remove);
    return changePeople(
        new Request("removeMembers", remove.getConversation(), remove.getClientMessageId(), command)
            .naming(remove.getUsersList(), false),
        Rule.NONE);
  }

  static Action leave(Leave leave) {
    Command.Builder command = Command.newBuilder().setLeave(leave);
    return change(
        new Request("leave", leave.getConversation(), leave.getClientMessageId(), command),
        Rule.NONE);
  }

  static Action setRole(SetRole set) {
    Command.Builder command = Command.newBuilder().setSetRole(set);
    People whom = new People("setRole.user", List.of(set.getUser()), true);
    return change(
        new Request("setRole", set.getConversation(), set.getClientMessageId(), command, whom),
        _ ->
            FieldRules.firstOf(
                FieldRules.user("setRole.user", set.getUser()),
                FieldRules.when(
                    set.getRole() == Role.ROLE_UNSPECIFIED,
                    () -> invalid("setRole.role", "nothing", "OWNER, ADMIN or MEMBER"))));
  }

  static Action ban(Ban ban) {
    Command.Builder command = Command.newBuilder().setBan(ban);
    return changePeople(
        new Request("ban", ban.getConversation(), ban.getClientMessageId(), command)
            .naming(ban.getUsersList(), true),
        conversation -> inChannels("ban", conversation));
  }

  static Action unban(Unban unban) {
    Command.Builder command = Command.newBuilder().setUnban(unban);
    return changePeople(
        new Request("unban", unban.getConversation(), unban.getClientMessageId(), command)
            .naming(unban.getUsersList(), false),
        conversation -> inChannels("unban", conversation));
  }

  // ---- who asks to be let in ----

  static Action answerRequests(AnswerRequests answer) {
    Command.Builder command = Command.newBuilder().setAnswerRequests(answer);
    return changePeople(
        new Request(
                "answerRequests", answer.getConversation(), answer.getClientMessageId(), command)
            .naming(answer.getUsersList(), false),
        conversation -> inGroups("answerRequests", conversation));
  }

  static Action join(Join join) {
    Optional<Refused> badId = optionalId("join", join.getClientMessageId());
    if (badId.isPresent()) {
      return refuse(badId.get());
    }
    Named target =
        switch (join.getTargetCase()) {
          case CONVERSATION -> FieldRules.roster("join.conversation", join.getConversation());
          case LINK -> linked(join.getLink());
          case TARGET_NOT_SET ->
              new Named.Wrong(invalid("join", "no target", "a conversation or a link"));
        };
    return switch (target) {
      case Named.One(var conversation) ->
          new Action.Join(
              conversation,
              Command.newBuilder()
                  .setConversation(conversation.text())
                  .setClientMessageId(join.getClientMessageId())
                  .setJoin(join));
      case Named.Wrong(var refused) -> refuse(refused);
    };
  }

  /// What a link leads to: it is the conversation, a dot and the secret, and neither of the two has
  /// a dot.
  private static Named linked(String link) {
    int dot = link.indexOf('.');
    String secret = link.substring(dot + 1);
    boolean isSecret =
        secret.length() == SECRET_LENGTH && secret.chars().allMatch(FieldRules::isOfSecret);
    return ConversationId.parse(link.substring(0, Math.max(dot, 0)))
        .filter(parsed -> isSecret && !(parsed instanceof ConversationId.Direct))
        .<Named>map(Named.One::new)
        .orElseGet(() ->
            new Named.Wrong(invalid("join.link", "no link", "one as `sent` or `info` gave it")));
  }
}
