package io.parley.router.core;

import io.parley.history.ChannelRolls.Tally;
import io.parley.history.Standing;
import io.parley.history.Standing.Status;
import io.parley.protocol.UserId;
import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Role;
import io.parley.router.core.Decision.Refused;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// Who may come into a channel, go, be kept out, or change her role.
final class ChannelRules {
  private static final int STAFF_MAX = 100;

  private ChannelRules() {}

  /// What can be said without knowing the channel.
  static Optional<Refused> misshapen(LoggedCommand logged) {
    Command command = logged.command();
    return Fields.first(
        Fields.requestName(command.getClientMessageId()),
        switch (command.getBodyCase()) {
          case ADD_MEMBERS ->
              Fields.users("addMembers.users", command.getAddMembers().getUsersList());
          case REMOVE_MEMBERS ->
              others(logged, "removeMembers.users", command.getRemoveMembers().getUsersList());
          case BAN -> others(logged, "ban.users", command.getBan().getUsersList());
          case UNBAN -> Fields.users("unban.users", command.getUnban().getUsersList());
          case SET_ROLE ->
              Fields.first(
                  GroupRules.isRole(command.getSetRole().getRole()),
                  UserId.isValid(command.getSetRole().getUser())
                      ? Optional.empty()
                      : Fields.invalid(
                          "setRole.user: no user (expected: %s)".formatted(UserId.RULE)));
          default -> Optional.empty();
        });
  }

  private static Optional<Refused> others(LoggedCommand logged, String field, List<String> users) {
    return Fields.first(
        Fields.users(field, users),
        users.contains(logged.user())
            ? Fields.invalid("%s: yourself (expected: others; use leave)".formatted(field))
            : Optional.empty());
  }

  /// Empty for what may be done.
  ///
  /// @param standing of whom the command names
  /// @param tally as it is now
  static Optional<Refused> refused(
      ConversationState state,
      LoggedCommand logged,
      Function<String, Standing> standing,
      Tally tally) {
    Command command = logged.command();
    String user = logged.user();
    RosterView staff = state.roster();
    switch (command.getBodyCase()) {
      case JOIN -> {
        return mayJoin(state, logged, standing.apply(user));
      }
      case LEAVE -> {
        return mayLeave(staff, user, standing.apply(user), tally);
      }
      default -> {
        if (!staff.has(user)) {
          return Optional.of(Rights.NO_STAFF);
        }
      }
    }
    Predicate<String> isMember = other -> staff.has(other) || standing.apply(other).isMember();
    Predicate<String> isBanned = other -> standing.apply(other).status() == Status.BANNED;
    return switch (command.getBodyCase()) {
      case ADD_MEMBERS -> {
        List<String> users = command.getAddMembers().getUsersList();
        yield Fields.first(
            Rights.lacking("addMembers", staff.roleOf(user), staff.settings().getAdd()),
            Fields.noneAlready("addMembers.users", matching(users, isMember), "a member"),
            banned("addMembers.users", matching(users, isBanned)));
      }
      case REMOVE_MEMBERS -> {
        List<String> users = command.getRemoveMembers().getUsersList();
        yield GroupRules.mayRemove("removeMembers", staff, user, users)
            .or(() ->
                Fields.noneUnknown(
                    "removeMembers.users", matching(users, isMember.negate()), "a member"));
      }
      case BAN -> {
        List<String> users = command.getBan().getUsersList();
        yield GroupRules.mayRemove("ban", staff, user, users)
            .or(() -> Fields.noneAlready("ban.users", matching(users, isBanned), "banned"));
      }
      case UNBAN -> {
        List<String> users = command.getUnban().getUsersList();
        yield Fields.first(
            Rights.lacking("unban", staff.roleOf(user), Role.ADMIN),
            Fields.noneUnknown(
                "unban.users", matching(users, isBanned.negate()), "one who is banned"));
      }
      case SET_ROLE -> maySetRole(staff, logged, isMember);
      default -> throw new IllegalStateException("not of members: " + command.getBodyCase());
    };
  }

  private static List<String> matching(List<String> users, Predicate<String> wanted) {
    return users.stream().filter(wanted).toList();
  }

  private static Optional<Refused> banned(String field, List<String> users) {
    return users.isEmpty()
        ? Optional.empty()
        : Fields.conflict(
            "%s: %s (expected: nobody who is banned)".formatted(field, Fields.names(users)));
  }

  private static Optional<Refused> mayJoin(
      ConversationState state, LoggedCommand logged, Standing standing) {
    RosterView staff = state.roster();
    if (standing.status() == Status.BANNED) {
      return forbidden("join: you are banned");
    }
    if (standing.isMember()) {
      return Fields.conflict("join: you are a member already");
    }
    if (staff.size() == 0) {
      return Optional.of(Rights.NOBODY_LEFT);
    }
    if (!logged.command().getJoin().hasLink()) {
      return staff.settings().getAccess() == Access.OPEN
          ? Optional.empty()
          : forbidden("join: members are added, or come with a link");
    }
    var now = EventIds.timeOf(EventIds.next(state, logged));
    return switch (Links.use(staff, logged.command(), now)) {
      case Links.Used.Valid _ -> Optional.empty();
      case Links.Used.Invalid(var refused) -> Optional.of(refused);
    };
  }

  private static Optional<Refused> forbidden(String message) {
    return Optional.of(Refused.because(Code.FORBIDDEN, message));
  }

  /// The last owner hands over to an admin, or is the last to go.
  private static Optional<Refused> mayLeave(
      RosterView staff, String user, Standing standing, Tally tally) {
    if (!staff.has(user) && !standing.isMember()) {
      return Optional.of(Rights.NO_MEMBER);
    }
    return staff.isLastOfStaff(user) && tally.members() > 1
        ? Fields.conflict("leave: you are the last owner (appoint another owner first)")
        : Optional.empty();
  }

  private static Optional<Refused> maySetRole(
      RosterView staff, LoggedCommand logged, Predicate<String> isMember) {
    String user = logged.command().getSetRole().getUser();
    Role role = logged.command().getSetRole().getRole();
    Role before = staff.has(user) ? staff.roleOf(user) : Role.MEMBER;
    return Fields.first(
        Rights.lacking("setRole", staff.roleOf(logged.user()), Role.OWNER),
        Fields.noneUnknown(
            "setRole.user", isMember.test(user) ? List.of() : List.of(user), "a member"),
        GroupRules.mayBecome(staff, user, before, role),
        !staff.has(user) && staff.size() >= STAFF_MAX
            ? Optional.of(
                Refused.because(
                    Code.TOO_LARGE,
                    "setRole: %d owners and admins already (expected: at most %d)"
                        .formatted(staff.size(), STAFF_MAX)))
            : Optional.empty());
  }
}
