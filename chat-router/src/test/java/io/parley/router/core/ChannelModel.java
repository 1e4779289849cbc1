package io.parley.router.core;

import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Settings;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The rules of channels once more, as simply as they can be said.
final class ChannelModel {
  final Set<String> members = new TreeSet<>();
  final Set<String> banned = new TreeSet<>();
  final Map<String, Role> staff = new LinkedHashMap<>();
  private final Set<String> links = new HashSet<>();
  private Role send = Role.ADMIN;
  private Role add = Role.ADMIN;
  private Role edit = Role.ADMIN;
  private Access access = Access.CLOSED;
  private boolean there;

  /// Unspecified when it is done.
  Code say(Command command) {
    String user = command.getOrigin().getUser();
    Code refused = refused(user, command);
    if (refused == Code.CODE_UNSPECIFIED) {
      change(user, command);
    }
    return refused;
  }

  private boolean may(String user, Role least) {
    Role role = staff.get(user);
    return role != null && role.getNumber() <= least.getNumber();
  }

  private long owners() {
    return staff.values().stream().filter(role -> role == Role.OWNER).count();
  }

  private boolean isLastOwner(String user) {
    return staff.get(user) == Role.OWNER && owners() == 1;
  }

  private Code refused(String user, Command command) {
    Code none = Code.CODE_UNSPECIFIED;
    return switch (command.getBodyCase()) {
      case CREATE_CHANNEL -> there ? Code.CONFLICT : none;
      case SEND -> may(user, send) ? none : Code.FORBIDDEN;
      case ADD_MEMBERS -> {
        List<String> users = command.getAddMembers().getUsersList();
        boolean known = users.stream().anyMatch(it -> members.contains(it) || banned.contains(it));
        yield !may(user, add) ? Code.FORBIDDEN : known ? Code.CONFLICT : none;
      }
      case REMOVE_MEMBERS ->
          mayRemove(
              user,
              command.getRemoveMembers().getUsersList(),
              members.containsAll(command.getRemoveMembers().getUsersList())
                  ? none
                  : Code.NOT_FOUND);
      case BAN ->
          mayRemove(
              user,
              command.getBan().getUsersList(),
              command.getBan().getUsersList().stream().anyMatch(banned::contains)
                  ? Code.CONFLICT
                  : none);
      case UNBAN ->
          !may(user, Role.ADMIN)
              ? Code.FORBIDDEN
              : banned.containsAll(command.getUnban().getUsersList()) ? none : Code.NOT_FOUND;
      case LEAVE ->
          !members.contains(user)
              ? Code.FORBIDDEN
              : isLastOwner(user) && staff.size() == 1 && members.size() > 1 ? Code.CONFLICT : none;
      case JOIN -> mayJoin(user, command);
      case SET_ROLE ->
          maySetRole(user, command.getSetRole().getUser(), command.getSetRole().getRole());
      case CREATE_LINK ->
          !may(user, add) ? Code.FORBIDDEN : links.size() >= 16 ? Code.CONFLICT : none;
      case CHANGE_SETTINGS -> mayChange(user, command.getChangeSettings().getSettings());
      default -> throw new AssertionError(command);
    };
  }

  private Code mayRemove(String user, List<String> users, Code otherwise) {
    if (users.contains(user)) {
      return Code.INVALID;
    }
    boolean below =
        users.stream()
            .filter(staff::containsKey)
            .allMatch(other -> may(user, Role.OWNER) && staff.get(other) == Role.ADMIN);
    return may(user, Role.ADMIN) && below ? otherwise : Code.FORBIDDEN;
  }

  private Code mayJoin(String user, Command command) {
    if (banned.contains(user)) {
      return Code.FORBIDDEN;
    }
    if (members.contains(user)) {
      return Code.CONFLICT;
    }
    if (staff.isEmpty()) {
      return Code.FORBIDDEN;
    }
    if (!command.getJoin().hasLink()) {
      return access == Access.OPEN ? Code.CODE_UNSPECIFIED : Code.FORBIDDEN;
    }
    String link = command.getJoin().getLink();
    return links.contains(link.substring(link.indexOf('.') + 1))
        ? Code.CODE_UNSPECIFIED
        : Code.NOT_FOUND;
  }

  private Code maySetRole(String user, String other, Role role) {
    if (!may(user, Role.OWNER)) {
      return Code.FORBIDDEN;
    }
    if (!members.contains(other)) {
      return Code.NOT_FOUND;
    }
    boolean same = staff.getOrDefault(other, Role.MEMBER) == role;
    return same || isLastOwner(other) ? Code.CONFLICT : Code.CODE_UNSPECIFIED;
  }

  private Code mayChange(String user, Settings wanted) {
    Role newSend = wanted.getSend() == Role.ROLE_UNSPECIFIED ? send : wanted.getSend();
    Role newAdd = wanted.getAdd() == Role.ROLE_UNSPECIFIED ? add : wanted.getAdd();
    Role newEdit = wanted.getEdit() == Role.ROLE_UNSPECIFIED ? edit : wanted.getEdit();
    Access open = wanted.getAccess() == Access.ACCESS_UNSPECIFIED ? access : wanted.getAccess();
    // there are two roles, so a right that changes is an owner's before or after
    boolean rights = newSend != send || newAdd != add || newEdit != edit;
    if (!may(user, edit) || (rights && !may(user, Role.OWNER))) {
      return Code.FORBIDDEN;
    }
    return rights || open != access ? Code.CODE_UNSPECIFIED : Code.CONFLICT;
  }

  private void change(String user, Command command) {
    switch (command.getBodyCase()) {
      case CREATE_CHANNEL -> {
        there = true;
        access = command.getCreateChannel().getAccess();
        members.add(user);
        staff.put(user, Role.OWNER);
      }
      case ADD_MEMBERS -> members.addAll(command.getAddMembers().getUsersList());
      case JOIN -> members.add(user);
      case REMOVE_MEMBERS -> command.getRemoveMembers().getUsersList().forEach(this::goes);
      case BAN -> {
        command.getBan().getUsersList().forEach(this::goes);
        banned.addAll(command.getBan().getUsersList());
      }
      case UNBAN -> command.getUnban().getUsersList().forEach(banned::remove);
      case LEAVE -> goes(user);
      case SET_ROLE -> {
        if (command.getSetRole().getRole() == Role.MEMBER) {
          staff.remove(command.getSetRole().getUser());
        } else {
          staff.put(command.getSetRole().getUser(), command.getSetRole().getRole());
        }
      }
      case CREATE_LINK -> links.add(command.getLinkSecret());
      case CHANGE_SETTINGS -> {
        Settings wanted = command.getChangeSettings().getSettings();
        send = wanted.getSend() == Role.ROLE_UNSPECIFIED ? send : wanted.getSend();
        add = wanted.getAdd() == Role.ROLE_UNSPECIFIED ? add : wanted.getAdd();
        edit = wanted.getEdit() == Role.ROLE_UNSPECIFIED ? edit : wanted.getEdit();
        access = wanted.getAccess() == Access.ACCESS_UNSPECIFIED ? access : wanted.getAccess();
      }
      default -> {}
    }
  }

  private void goes(String user) {
    members.remove(user);
    staff.remove(user);
    if (owners() == 0) {
      staff.entrySet().stream().findFirst().ifPresent(heir -> heir.setValue(Role.OWNER));
    }
    if (staff.isEmpty()) {
      links.clear();
    }
  }
}
