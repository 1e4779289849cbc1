package io.parley.router.core;

import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rules of groups once more, as simply as they can be said: no log, no versions, no store.
final class GroupModel {
  static final String ACCEPTED = "accepted";
  static final String DUPLICATE = "duplicate";

  private final int window;
  final Map<String, Role> members = new LinkedHashMap<>();
  private final Map<String, Boolean> links = new HashMap<>();
  private final Set<String> requests = new LinkedHashSet<>();
  private final List<String> told = new ArrayList<>();
  private String name = "";
  private Role send = Role.MEMBER;
  private Role add = Role.ADMIN;
  private Role edit = Role.ADMIN;
  private Access access = Access.CLOSED;

  GroupModel(int window) {
    this.window = window;
  }

  /// What becomes of it: accepted, a duplicate, or the code of a refusal.
  String say(Command command) {
    String user = command.getOrigin().getUser();
    String called =
        command.hasSend() ? command.getSend().getClientMessageId() : command.getClientMessageId();
    if (told.subList(Math.max(0, told.size() - window), told.size())
        .contains(user + "/" + called)) {
      return DUPLICATE;
    }
    Code refused = refused(user, command);
    if (refused != Code.CODE_UNSPECIFIED) {
      return refused.name();
    }
    told.add(user + "/" + called);
    change(user, command);
    return ACCEPTED;
  }

  private boolean may(String user, Role least) {
    Role role = members.get(user);
    return role != null && role.getNumber() <= least.getNumber();
  }

  private Code refused(String user, Command command) {
    Code none = Code.CODE_UNSPECIFIED;
    if (command.hasCreateGroup()) {
      return told.isEmpty() ? none : Code.CONFLICT;
    }
    if (told.isEmpty()) {
      return Code.NOT_FOUND;
    }
    if (command.hasJoin()) {
      return mayJoin(user, command);
    }
    if (command.hasRemoveMembers() && command.getRemoveMembers().getUsersList().contains(user)) {
      return members.containsKey(user) ? Code.INVALID : Code.FORBIDDEN;
    }
    if (!members.containsKey(user)) {
      return Code.FORBIDDEN;
    }
    return switch (command.getBodyCase()) {
      case SEND -> may(user, send) ? none : Code.FORBIDDEN;
      case LEAVE -> none;
      case ADD_MEMBERS ->
          !may(user, add)
              ? Code.FORBIDDEN
              : command.getAddMembers().getUsersList().stream().anyMatch(members::containsKey)
                  ? Code.CONFLICT
                  : none;
      case REMOVE_MEMBERS -> mayRemove(user, command.getRemoveMembers().getUsersList());
      case SET_ROLE ->
          maySetRole(user, command.getSetRole().getUser(), command.getSetRole().getRole());
      case RENAME ->
          !may(user, edit)
              ? Code.FORBIDDEN
              : command.getRename().getName().equals(name) ? Code.CONFLICT : none;
      case CHANGE_SETTINGS -> mayChange(user, command.getChangeSettings().getSettings());
      case CREATE_LINK ->
          !may(user, add)
              ? Code.FORBIDDEN
              : links.size() >= 16 || links.containsKey(Links.idOf(command.getLinkSecret()))
                  ? Code.CONFLICT
                  : none;
      case REVOKE_LINK ->
          !may(user, add)
              ? Code.FORBIDDEN
              : links.containsKey(command.getRevokeLink().getLinkId()) ? none : Code.NOT_FOUND;
      case ANSWER_REQUESTS ->
          !may(user, add)
              ? Code.FORBIDDEN
              : requests.containsAll(command.getAnswerRequests().getUsersList())
                  ? none
                  : Code.NOT_FOUND;
      default -> throw new AssertionError(command);
    };
  }

  private static String linkOf(Command command) {
    String link = command.getJoin().getLink();
    return Links.idOf(link.substring(link.indexOf('.') + 1));
  }

  private Code mayJoin(String user, Command command) {
    if (members.containsKey(user)) {
      return Code.CONFLICT;
    }
    boolean asks = access == Access.BY_REQUEST && !members.isEmpty();
    if (command.getJoin().hasLink()) {
      Boolean approval = links.get(linkOf(command));
      if (approval == null) {
        return Code.NOT_FOUND;
      }
      if (!approval) {
        return Code.CODE_UNSPECIFIED;
      }
      asks = true;
    }
    return !asks ? Code.FORBIDDEN : requests.contains(user) ? Code.CONFLICT : Code.CODE_UNSPECIFIED;
  }

  private Code mayRemove(String user, List<String> users) {
    Role own = members.getOrDefault(user, Role.MEMBER);
    boolean below =
        users.stream()
            .filter(members::containsKey)
            .allMatch(
                other -> own.getNumber() < members.getOrDefault(other, Role.OWNER).getNumber());
    if (!may(user, Role.ADMIN) || !below) {
      return Code.FORBIDDEN;
    }
    return members.keySet().containsAll(users) ? Code.CODE_UNSPECIFIED : Code.NOT_FOUND;
  }

  private long owners() {
    return members.values().stream().filter(role -> role == Role.OWNER).count();
  }

  private Code maySetRole(String user, String other, Role role) {
    if (!may(user, Role.OWNER)) {
      return Code.FORBIDDEN;
    }
    Role before = members.get(other);
    if (before == null) {
      return Code.NOT_FOUND;
    }
    boolean last = before == Role.OWNER && owners() == 1;
    return before == role || last ? Code.CONFLICT : Code.CODE_UNSPECIFIED;
  }

  private Code mayChange(String user, Settings wanted) {
    Role newSend = wanted.getSend() == Role.ROLE_UNSPECIFIED ? send : wanted.getSend();
    Role newAdd = wanted.getAdd() == Role.ROLE_UNSPECIFIED ? add : wanted.getAdd();
    Role newEdit = wanted.getEdit() == Role.ROLE_UNSPECIFIED ? edit : wanted.getEdit();
    Access open = wanted.getAccess() == Access.ACCESS_UNSPECIFIED ? access : wanted.getAccess();
    boolean rights = newSend != send || newAdd != add || newEdit != edit;
    boolean owners =
        (newSend != send && (newSend == Role.OWNER || send == Role.OWNER))
            || (newAdd != add && (newAdd == Role.OWNER || add == Role.OWNER))
            || (newEdit != edit && (newEdit == Role.OWNER || edit == Role.OWNER));
    if (!may(user, edit)
        || (owners && !may(user, Role.OWNER))
        || ((rights || open != access) && !may(user, Role.ADMIN))) {
      return Code.FORBIDDEN;
    }
    return rights || open != access ? Code.CODE_UNSPECIFIED : Code.CONFLICT;
  }

  private void change(String user, Command command) {
    switch (command.getBodyCase()) {
      case CREATE_GROUP -> {
        name = command.getCreateGroup().getName();
        members.put(user, Role.OWNER);
        command
            .getCreateGroup()
            .getMembersList()
            .forEach(other -> members.putIfAbsent(other, Role.MEMBER));
      }
      case ADD_MEMBERS -> command.getAddMembers().getUsersList().forEach(this::comesIn);
      case REMOVE_MEMBERS -> command.getRemoveMembers().getUsersList().forEach(members::remove);
      case LEAVE -> leave(user);
      case SET_ROLE -> members.put(command.getSetRole().getUser(), command.getSetRole().getRole());
      case RENAME -> name = command.getRename().getName();
      case CHANGE_SETTINGS -> {
        Settings wanted = command.getChangeSettings().getSettings();
        send = wanted.getSend() == Role.ROLE_UNSPECIFIED ? send : wanted.getSend();
        add = wanted.getAdd() == Role.ROLE_UNSPECIFIED ? add : wanted.getAdd();
        edit = wanted.getEdit() == Role.ROLE_UNSPECIFIED ? edit : wanted.getEdit();
        access = wanted.getAccess() == Access.ACCESS_UNSPECIFIED ? access : wanted.getAccess();
      }
      case CREATE_LINK ->
          links.put(Links.idOf(command.getLinkSecret()), command.getCreateLink().getApproval());
      case REVOKE_LINK -> links.remove(command.getRevokeLink().getLinkId());
      case JOIN -> {
        boolean direct =
            command.getJoin().hasLink() && Boolean.FALSE.equals(links.get(linkOf(command)));
        if (direct) {
          comesIn(user);
        } else {
          requests.add(user);
        }
      }
      case ANSWER_REQUESTS -> {
        List<String> users = command.getAnswerRequests().getUsersList();
        users.forEach(requests::remove);
        if (command.getAnswerRequests().getApprove()) {
          users.forEach(this::comesIn);
        }
      }
      default -> {}
    }
  }

  private void comesIn(String user) {
    members.put(user, Role.MEMBER);
    requests.remove(user);
  }

  private void leave(String user) {
    members.remove(user);
    if (owners() == 0) {
      members.entrySet().stream()
          .min((one, other) -> one.getValue().getNumber() - other.getValue().getNumber())
          .ifPresent(heir -> heir.setValue(Role.OWNER));
    }
    if (members.isEmpty()) {
      links.clear();
      requests.clear();
    }
  }
}
