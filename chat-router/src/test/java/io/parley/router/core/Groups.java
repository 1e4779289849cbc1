package io.parley.router.core;

import io.parley.history.LogPosition;
import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.AddMembers;
import io.parley.protocol.v1.AnswerRequests;
import io.parley.protocol.v1.Ban;
import io.parley.protocol.v1.ChangeSettings;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.CreateChannel;
import io.parley.protocol.v1.CreateGroup;
import io.parley.protocol.v1.CreateLink;
import io.parley.protocol.v1.Join;
import io.parley.protocol.v1.Leave;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.Origin;
import io.parley.protocol.v1.RemoveMembers;
import io.parley.protocol.v1.Rename;
import io.parley.protocol.v1.RevokeLink;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Send;
import io.parley.protocol.v1.SetRole;
import io.parley.protocol.v1.Settings;
import io.parley.protocol.v1.Unban;
import java.time.Duration;
import java.util.List;

/// Commands for tests, to one group or one channel.
final class Groups {
  static final Subject GROUP =
      new Subject.Conversation(ConversationId.group(new byte[ConversationId.COINED_BYTES]));
  static final Subject CHANNEL =
      new Subject.Conversation(ConversationId.channel(new byte[ConversationId.COINED_BYTES]));

  /// A window whose end is soon reached.
  static final MachineLimits LIMITS =
      new MachineLimits(
          6,
          10,
          Duration.ofMinutes(2),
          Duration.ofHours(24),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1));

  private Groups() {}

  static LoggedCommand logged(long offset, long ms, Command command) {
    long tick = ms - SnowflakeLayout.EPOCH.toEpochMilli();
    return new LoggedCommand(
        new LogPosition(Given.LOG, Given.PARTITION, offset),
        ms,
        SnowflakeLayout.compose(tick, Given.PARTITION, (int) (offset % 4_096)),
        command);
  }

  static Command.Builder by(String user, Subject subject) {
    return Command.newBuilder()
        .setConversation(subject.text())
        .setFrameId("f")
        .setOrigin(
            Origin.newBuilder()
                .setUser(user)
                .setDevice(user + "-phone")
                .setSession(11)
                .setEdgeSlot(5));
  }

  /// To the group, as is all that does not say otherwise.
  static Command.Builder by(String user) {
    return by(user, GROUP);
  }

  static Command createGroup(String user, String... members) {
    return by(user)
        .setCreateGroup(CreateGroup.newBuilder().setName("team").addAllMembers(List.of(members)))
        .build();
  }

  static Command createChannel(String user, Access access) {
    return by(user, CHANNEL)
        .setCreateChannel(CreateChannel.newBuilder().setName("news").setAccess(access))
        .build();
  }

  static Command.Builder add(Command.Builder by, String... users) {
    return by.setAddMembers(AddMembers.newBuilder().addAllUsers(List.of(users)));
  }

  static Command.Builder remove(Command.Builder by, String... users) {
    return by.setRemoveMembers(RemoveMembers.newBuilder().addAllUsers(List.of(users)));
  }

  static Command.Builder ban(Command.Builder by, String... users) {
    return by.setBan(Ban.newBuilder().addAllUsers(List.of(users)));
  }

  static Command.Builder unban(Command.Builder by, String... users) {
    return by.setUnban(Unban.newBuilder().addAllUsers(List.of(users)));
  }

  static Command.Builder leave(Command.Builder by) {
    return by.setLeave(Leave.getDefaultInstance());
  }

  static Command.Builder role(Command.Builder by, String user, Role role) {
    return by.setSetRole(SetRole.newBuilder().setUser(user).setRole(role));
  }

  static Command.Builder rename(Command.Builder by, String name) {
    return by.setRename(Rename.newBuilder().setName(name));
  }

  static Command.Builder settings(Command.Builder by, Settings.Builder settings) {
    return by.setChangeSettings(ChangeSettings.newBuilder().setSettings(settings));
  }

  /// A secret for tests: `secret(1)`, `secret(2)`, ...
  static String secret(int number) {
    return "%022d".formatted(number);
  }

  static Command.Builder link(Command.Builder by, int number, boolean approval) {
    return by.setLinkSecret(secret(number))
        .setCreateLink(CreateLink.newBuilder().setApproval(approval));
  }

  static Command.Builder revoke(Command.Builder by, int number) {
    return by.setRevokeLink(RevokeLink.newBuilder().setLinkId(Links.idOf(secret(number))));
  }

  static Command.Builder join(Command.Builder by) {
    return by.setJoin(Join.newBuilder().setConversation(by.getConversation()));
  }

  static Command.Builder join(Command.Builder by, int link) {
    return by.setJoin(Join.newBuilder().setLink(by.getConversation() + "." + secret(link)));
  }

  static Command.Builder answer(Command.Builder by, boolean approve, String... users) {
    return by.setAnswerRequests(
        AnswerRequests.newBuilder().setApprove(approve).addAllUsers(List.of(users)));
  }

  static Command.Builder send(Command.Builder by, String clientMessageId) {
    return by.setSend(Send.newBuilder().setClientMessageId(clientMessageId).setText("hi"));
  }

  static Command.Builder mark(Command.Builder by, long read) {
    return by.setMark(Mark.newBuilder().setDelivered(read).setRead(read));
  }
}
