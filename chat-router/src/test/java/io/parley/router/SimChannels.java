package io.parley.router;

import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.AddMembers;
import io.parley.protocol.v1.Ban;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.CreateChannel;
import io.parley.protocol.v1.Join;
import io.parley.protocol.v1.Leave;
import io.parley.protocol.v1.RemoveMembers;
import io.parley.protocol.v1.Rename;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.SetRole;
import io.parley.protocol.v1.Unban;
import io.parley.router.SimRequest.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The channels of a simulation, and what people do with them: also what they may not.
final class SimChannels {
  private final SimWorld world;
  private final List<String> users;

  /// How much of what people do they do in channels.
  private final double share;

  private final List<String> channels = new ArrayList<>();

  SimChannels(SimWorld world, List<String> users) {
    this.world = world;
    this.users = users;
    this.share = world.chance(0.5) ? 0.5 : 0;
  }

  static boolean isChannel(String conversation) {
    return conversation.startsWith(ConversationId.Channel.PREFIX);
  }

  List<String> names() {
    return channels;
  }

  /// Whether this person does something in a channel.
  boolean act(SimPerson person) {
    if (!world.chance(share)) {
      return false;
    }
    if (channels.isEmpty()) {
      create(person);
      return true;
    }
    String channel = channels.getFirst();
    if (world.chance(0.4)) {
      person.write(channel);
    } else {
      change(person, channel);
    }
    return true;
  }

  private void create(SimPerson person) {
    byte[] bytes = new byte[ConversationId.COINED_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) world.between(0, 255);
    }
    String channel = ConversationId.channel(bytes).text();
    channels.add(channel);
    person.ask(
        Kind.ROSTER,
        channel,
        command ->
            command.setCreateChannel(
                CreateChannel.newBuilder().setName("channel").setAccess(Access.OPEN)));
  }

  private void change(SimPerson person, String channel) {
    String other = otherThan(person.user());
    switch (world.between(0, 11)) {
      case 0, 1, 2 ->
          move(
              person,
              channel,
              command -> command.setJoin(Join.newBuilder().setConversation(channel)));
      case 3 ->
          move(
              person,
              channel,
              command -> command.setLeave(Leave.newBuilder().setConversation(channel)));
      case 4, 5 ->
          move(
              person,
              channel,
              command ->
                  command.setAddMembers(
                      AddMembers.newBuilder().setConversation(channel).addUsers(other)));
      case 6 ->
          move(
              person,
              channel,
              command ->
                  command.setRemoveMembers(
                      RemoveMembers.newBuilder().setConversation(channel).addUsers(other)));
      case 7 ->
          move(
              person,
              channel,
              command -> command.setBan(Ban.newBuilder().setConversation(channel).addUsers(other)));
      case 8, 9 ->
          move(
              person,
              channel,
              command ->
                  command.setUnban(Unban.newBuilder().setConversation(channel).addUsers(other)));
      case 10 -> {
        Role role = Role.forNumber(world.between(Role.OWNER_VALUE, Role.MEMBER_VALUE));
        person.ask(
            Kind.ROSTER,
            channel,
            command ->
                command.setSetRole(
                    SetRole.newBuilder().setConversation(channel).setUser(other).setRole(role)));
      }
      default -> {
        String name = "channel " + world.between(0, 9);
        person.ask(
            Kind.ROSTER,
            channel,
            command ->
                command.setRename(Rename.newBuilder().setConversation(channel).setName(name)));
      }
    }
  }

  private static void move(SimPerson person, String channel, Consumer<Command.Builder> body) {
    person.ask(Kind.MEMBERSHIP, channel, body);
  }

  private String otherThan(String user) {
    List<String> others = users.stream().filter(other -> !other.equals(user)).toList();
    return others.get(world.between(0, others.size() - 1));
  }
}
