package io.parley.router;

import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.AddMembers;
import io.parley.protocol.v1.AnswerRequests;
import io.parley.protocol.v1.ChangeSettings;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.CreateGroup;
import io.parley.protocol.v1.CreateLink;
import io.parley.protocol.v1.Join;
import io.parley.protocol.v1.Leave;
import io.parley.protocol.v1.RemoveMembers;
import io.parley.protocol.v1.Rename;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.SetRole;
import io.parley.protocol.v1.Settings;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/// The groups of a simulation, and what people do with them: also what they may not.
final class SimGroups {
  private static final int GROUPS_MAX = 2;

  private final SimWorld world;
  private final List<String> users;

  /// How much of what people do they do in groups.
  private final double share;

  private final List<String> groups = new ArrayList<>();
  private final List<String> links = new ArrayList<>();

  SimGroups(SimWorld world, List<String> users) {
    this.world = world;
    this.users = users;
    this.share = world.chance(0.7) ? 0.6 : 0;
  }

  List<String> names() {
    return groups;
  }

  /// Somebody has been told a link.
  void heardOf(String link) {
    links.add(link);
  }

  /// Whether this person does something in a group.
  boolean act(SimPerson person) {
    if (!world.chance(share)) {
      return false;
    }
    if (groups.size() < GROUPS_MAX && (groups.isEmpty() || world.chance(0.1))) {
      create(person);
      return true;
    }
    String group = groups.get(world.between(0, groups.size() - 1));
    if (world.chance(0.5)) {
      person.write(group);
    } else {
      change(person, group);
    }
    return true;
  }

  private void create(SimPerson person) {
    String group = ConversationId.group(bytes()).text();
    groups.add(group);
    List<String> members = users.stream().filter(_ -> world.chance(0.6)).toList();
    ask(
        person,
        group,
        command ->
            command.setCreateGroup(
                CreateGroup.newBuilder().setName("group").addAllMembers(members)));
  }

  private byte[] bytes() {
    byte[] bytes = new byte[ConversationId.COINED_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) world.between(0, 255);
    }
    return bytes;
  }

  private void change(SimPerson person, String group) {
    String other = otherThan(person.user());
    switch (world.between(0, 11)) {
      case 0, 1, 2 ->
          ask(
              person,
              group,
              command ->
                  command.setAddMembers(
                      AddMembers.newBuilder().setConversation(group).addUsers(other)));
      case 3, 4 ->
          ask(
              person,
              group,
              command ->
                  command.setRemoveMembers(
                      RemoveMembers.newBuilder().setConversation(group).addUsers(other)));
      case 5 ->
          ask(
              person,
              group,
              command -> command.setLeave(Leave.newBuilder().setConversation(group)));
      case 6 -> {
        Role role = Role.forNumber(world.between(Role.OWNER_VALUE, Role.MEMBER_VALUE));
        ask(
            person,
            group,
            command ->
                command.setSetRole(
                    SetRole.newBuilder().setConversation(group).setUser(other).setRole(role)));
      }
      case 7 -> {
        String name = "group " + world.between(0, 9);
        ask(
            person,
            group,
            command -> command.setRename(Rename.newBuilder().setConversation(group).setName(name)));
      }
      case 8 -> changeSettings(person, group);
      case 9 -> createLink(person, group);
      case 10 -> join(person, group);
      default ->
          ask(
              person,
              group,
              command ->
                  command.setAnswerRequests(
                      AnswerRequests.newBuilder()
                          .setConversation(group)
                          .addUsers(other)
                          .setApprove(world.chance(0.7))));
    }
  }

  private void changeSettings(SimPerson person, String group) {
    Settings settings =
        Settings.newBuilder()
            .setAdd(world.chance(0.5) ? Role.MEMBER : Role.ADMIN)
            .setAccess(world.chance(0.5) ? Access.BY_REQUEST : Access.CLOSED)
            .build();
    ask(
        person,
        group,
        command ->
            command.setChangeSettings(
                ChangeSettings.newBuilder().setConversation(group).setSettings(settings)));
  }

  private void createLink(SimPerson person, String group) {
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    boolean approval = world.chance(0.3);
    ask(
        person,
        group,
        command ->
            command
                .setCreateLink(CreateLink.newBuilder().setConversation(group).setApproval(approval))
                .setLinkSecret(secret));
  }

  private void join(SimPerson person, String group) {
    if (links.isEmpty() || world.chance(0.3)) {
      ask(person, group, command -> command.setJoin(Join.newBuilder().setConversation(group)));
    } else {
      String link = links.get(world.between(0, links.size() - 1));
      ask(
          person,
          link.substring(0, link.indexOf('.')),
          command -> command.setJoin(Join.newBuilder().setLink(link)));
    }
  }

  private String otherThan(String user) {
    List<String> others = users.stream().filter(other -> !other.equals(user)).toList();
    return others.get(world.between(0, others.size() - 1));
  }

  private static void ask(SimPerson person, String group, Consumer<Command.Builder> body) {
    person.ask(SimRequest.Kind.ROSTER, group, body);
  }
}
