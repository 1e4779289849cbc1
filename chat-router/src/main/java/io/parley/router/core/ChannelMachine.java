package io.parley.router.core;

import io.parley.history.ChannelRolls.Tally;
import io.parley.history.EventRef;
import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.CreateChannel;
import io.parley.protocol.v1.Created;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Role;
import io.parley.router.core.Decision.Refused;
import java.util.Optional;

/// What becomes of the commands of a channel. Its roster has its owners and admins, the staff; of
/// its members the machine knows only whom it asks about ([ChannelMembers]).
final class ChannelMachine implements RosterCommands.Rules {
  private final Sends sends;
  private final RosterCommands requests;
  private final ChannelMembers members;
  private final SlowMode slowMode;

  ChannelMachine(Sends sends, RosterCommands requests, MachineLimits limits) {
    this.sends = sends;
    this.requests = requests;
    this.members = new ChannelMembers(limits);
    this.slowMode = new SlowMode(Role.OWNER, limits);
  }

  Verdict decide(ConversationState state, LoggedCommand command, Answers answers) {
    return switch (command.command().getBodyCase()) {
      case SEND -> sends.decide(state, command, answers, this::closed);
      case MARK -> DirectMachine.unsupported("a mark in a channel, by the key of its user alone");
      case CREATE_CHANNEL,
          RENAME,
          DESCRIBE,
          SET_PICTURE,
          CHANGE_SETTINGS,
          CREATE_LINK,
          REVOKE_LINK ->
          requests.decide(state, command, answers, this);
      case JOIN, LEAVE, ADD_MEMBERS, REMOVE_MEMBERS, BAN, UNBAN, SET_ROLE ->
          members.decide(state, command, answers);
      case REACT, EDIT, DELETE -> DirectMachine.unsupported("not in this version");
      case CREATE_GROUP, ANSWER_REQUESTS -> DirectMachine.unsupported("not in a channel");
      case ARCHIVE, MUTE, PIN, DRAFT -> DirectMachine.unsupported("by the key of its user alone");
      case BODY_NOT_SET -> DirectMachine.unsupported("from a newer version");
    };
  }

  private Optional<Verdict> closed(
      ConversationState state, LoggedCommand command, Answers answers) {
    if (state.headSeq() == 0) {
      return Optional.of(Rights.NO_CONVERSATION);
    }
    RosterView staff = state.roster();
    Role role = staff.roleOf(command.user());
    if (role == Role.ROLE_UNSPECIFIED) {
      return Optional.of(Rights.NO_STAFF);
    }
    Optional<Refused> lacking = Rights.lacking("send", role, staff.settings().getSend());
    if (lacking.isPresent()) {
      return Optional.of(lacking.get());
    }
    Optional<Verdict> tooFast = Pace.CHANNEL.tooFast(state, command);
    return tooFast.isPresent() ? tooFast : slowMode.tooSoon(state, command, answers);
  }

  @Override
  public Pace pace(ConversationState state) {
    return Pace.CHANNEL;
  }

  @Override
  public Ruling rule(ConversationState state, LoggedCommand logged) {
    Command command = logged.command();
    if (command.hasCreateChannel()) {
      return create(command.getCreateChannel());
    }
    RosterView staff = state.roster();
    Role asker = staff.roleOf(logged.user());
    if (asker == Role.ROLE_UNSPECIFIED) {
      return Rights.NO_STAFF;
    }
    return switch (command.getBodyCase()) {
      case RENAME -> ProfileRules.rename(staff, asker, command);
      case DESCRIBE -> ProfileRules.describe(staff, asker, command);
      case SET_PICTURE -> ProfileRules.setPicture(staff, asker, command);
      case CHANGE_SETTINGS -> ProfileRules.changeSettings(staff, asker, command);
      case CREATE_LINK ->
          Links.create(staff, asker, command, EventIds.timeOf(EventIds.next(state, logged)));
      case REVOKE_LINK -> Links.revoke(staff, asker, command);
      case CREATE_CHANNEL,
          JOIN,
          LEAVE,
          ADD_MEMBERS,
          REMOVE_MEMBERS,
          BAN,
          UNBAN,
          SET_ROLE,
          SEND,
          MARK,
          REACT,
          EDIT,
          DELETE,
          CREATE_GROUP,
          ANSWER_REQUESTS,
          ARCHIVE,
          MUTE,
          PIN,
          DRAFT,
          BODY_NOT_SET ->
          throw new IllegalStateException("no event of a channel: " + command.getBodyCase());
    };
  }

  private static Ruling create(CreateChannel wanted) {
    Access access = wanted.getAccess();
    boolean allowed =
        access == Access.ACCESS_UNSPECIFIED || access == Access.CLOSED || access == Access.OPEN;
    return Ruling.unless(
        Fields.first(
            Fields.text("createChannel.name", wanted.getName(), 1, ProfileRules.NAME_MAX),
            Fields.text(
                "createChannel.description",
                wanted.getDescription(),
                0,
                ProfileRules.DESCRIPTION_MAX),
            allowed
                ? Optional.empty()
                : Fields.invalid(
                    "createChannel.access: %s (expected: OPEN or CLOSED)".formatted(access))),
        () ->
            Event.newBuilder()
                .setCreated(Created.newBuilder().setKind(Kind.CHANNEL).setName(wanted.getName())));
  }

  @Override
  public Change of(RosterView after, EventRef ref, Event event) {
    return event.hasCreated()
        ? ChannelChange.created(Optional.of(after), event.getSender(), ref.messageId(), Tally.NONE)
        : ChannelChange.ofRoster(after);
  }

  @Override
  public Change again(
      ConversationState state, LoggedCommand command, EventRef original, boolean replayed) {
    return replayed && command.command().hasCreateChannel()
        ? ChannelChange.created(
            Optional.empty(), command.user(), original.messageId(), state.tally())
        : ChannelChange.RESHOWN;
  }
}
