package io.parley.router.core;

import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Settings;
import java.util.ArrayList;
import java.util.List;

/// Commands of six people, made of numbers: whatever the numbers, the commands make sense to an
/// edge.
final class RandomCommands {
  private static final List<String> USERS = List.of("ann", "bob", "carl", "dave", "eve", "fay");
  private static final List<Role> ROLES = List.of(Role.OWNER, Role.ADMIN, Role.MEMBER);

  private int rest;
  private final Subject subject;
  private final List<Command> made = new ArrayList<>();

  private final boolean banning;

  private RandomCommands(Subject subject, boolean banning) {
    this.subject = subject;
    this.banning = banning;
  }

  static List<Command> of(Subject subject, List<Integer> numbers) {
    return of(subject, numbers, true);
  }

  static List<Command> of(Subject subject, List<Integer> numbers, boolean banning) {
    RandomCommands commands = new RandomCommands(subject, banning);
    for (int number : numbers) {
      commands.rest = number;
      commands.made.add(
          (subject.equals(Groups.GROUP) ? commands.toGroup() : commands.toChannel()).build());
    }
    return commands.made;
  }

  private int next(int bound) {
    int value = rest % bound;
    rest /= bound;
    return value;
  }

  private String user() {
    return USERS.get(next(USERS.size()));
  }

  /// One or two.
  private String[] users() {
    String one = user();
    String other = user();
    return one.equals(other) ? new String[] {one} : new String[] {one, other};
  }

  private Command.Builder by() {
    // ann can do most
    String user = next(2) == 0 ? "ann" : user();
    return Groups.by(user, subject).setClientMessageId("c" + made.size());
  }

  private Command.Builder toGroup() {
    if (made.isEmpty()) {
      return Groups.createGroup("ann", "bob", "carl").toBuilder().setClientMessageId("c0");
    }
    int kind = next(18);
    if (kind == 17) {
      return made.get(next(made.size())).toBuilder();
    }
    Command.Builder by = by();
    return switch (kind) {
      case 0, 1, 2, 3 -> Groups.send(by, "m" + made.size());
      case 4, 5 -> Groups.add(by, users());
      case 6, 7 -> Groups.remove(by, users());
      case 8 -> Groups.leave(by);
      case 9, 10 -> Groups.role(by, user(), ROLES.get(next(3)));
      case 11 -> Groups.rename(by, "name " + next(3));
      case 12 -> Groups.settings(by, settings(Access.BY_REQUEST, true));
      case 13 -> Groups.link(by, made.size(), next(2) == 0);
      case 14 -> Groups.join(by, next(made.size()));
      case 15 -> Groups.join(by);
      default ->
          next(3) == 0
              ? Groups.revoke(by, next(made.size()))
              : Groups.answer(by, next(2) == 0, user());
    };
  }

  private Settings.Builder settings(Access open, boolean members) {
    Settings.Builder settings = Settings.newBuilder();
    Role role = ROLES.get(next(members ? 3 : 2));
    switch (next(4)) {
      case 0 -> settings.setSend(role);
      case 1 -> settings.setAdd(role);
      case 2 -> settings.setEdit(role);
      default -> settings.setAccess(next(2) == 0 ? open : Access.CLOSED);
    }
    return settings;
  }

  private Command.Builder toChannel() {
    if (made.isEmpty()) {
      return Groups.createChannel("ann", Access.OPEN).toBuilder();
    }
    Command.Builder by = by();
    return switch (next(15)) {
      case 0, 1 -> Groups.send(by, "m" + made.size());
      case 2, 3 -> Groups.add(by, users());
      case 4, 5 -> Groups.remove(by, users());
      case 6 -> Groups.leave(by);
      case 7, 8 -> Groups.role(by, user(), ROLES.get(next(3)));
      case 9 -> banning ? Groups.ban(by, users()) : Groups.send(by, "m" + made.size());
      case 10 -> Groups.unban(by, user());
      case 11 -> Groups.settings(by, settings(Access.OPEN, false));
      case 12 -> Groups.link(by, made.size(), false);
      case 13 -> Groups.join(by, next(made.size()));
      default -> Groups.join(by);
    };
  }
}
