package io.parley.router.core;

import com.google.protobuf.Timestamp;
import io.parley.history.EventRef;
import io.parley.protocol.UserId;
import io.parley.protocol.v1.Access;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.CreateGroup;
import io.parley.protocol.v1.Created;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.JoinRequested;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.MembersAdded;
import io.parley.protocol.v1.MembersRemoved;
import io.parley.protocol.v1.RequestsDeclined;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.RoleSet;
import io.parley.protocol.v1.RosterLink;
import io.parley.router.core.Decision.Refused;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the members of a group may do with it.
final class GroupRules implements RosterCommands.Rules {
  private static final int MEMBERS_MAX = 1_024;
  private static final int REQUESTS_MAX = 200;
  private static final Duration REQUESTS_RETRY = Duration.ofSeconds(60);

  @Override
  public Pace pace(ConversationState state) {
    return Pace.ofGroup(state.roster().size());
  }

  @Override
  public Change of(RosterView after, EventRef ref, Event event) {
    return GroupChanges.of(after, ref, event);
  }

  @Override
  public Change again(
      ConversationState state, LoggedCommand command, EventRef original, boolean replayed) {
    return GroupChanges.again(state.roster(), command, original, replayed);
  }

  @Override
  public Ruling rule(ConversationState state, LoggedCommand logged) {
    Command command = logged.command();
    RosterView roster = state.roster();
    Timestamp now = EventIds.timeOf(EventIds.next(state, logged));
    if (command.hasCreateGroup()) {
      return create(logged.user(), command.getCreateGroup());
    }
    if (command.hasJoin()) {
      return join(roster, logged, now);
    }
    Role asker = roster.roleOf(logged.user());
    if (asker == Role.ROLE_UNSPECIFIED) {
      return Rights.NO_MEMBER;
    }
    return switch (command.getBodyCase()) {
      case ADD_MEMBERS -> add(roster, asker, command.getAddMembers().getUsersList());
      case REMOVE_MEMBERS ->
          remove(roster, logged.user(), command.getRemoveMembers().getUsersList());
      case LEAVE -> new Ruling.Allowed(left(roster, logged.user()).build());
      case SET_ROLE -> setRole(roster, asker, logged);
      case ANSWER_REQUESTS -> answer(roster, asker, command);
      case RENAME -> ProfileRules.rename(roster, asker, command);
      case DESCRIBE -> ProfileRules.describe(roster, asker, command);
      case SET_PICTURE -> ProfileRules.setPicture(roster, asker, command);
      case CHANGE_SETTINGS -> ProfileRules.changeSettings(roster, asker, command);
      case CREATE_LINK -> Links.create(roster, asker, command, now);
      case REVOKE_LINK -> Links.revoke(roster, asker, command);
      case CREATE_GROUP,
          JOIN,
          SEND,
          MARK,
          REACT,
          EDIT,
          DELETE,
          CREATE_CHANNEL,
          BAN,
          UNBAN,
          ARCHIVE,
          MUTE,
          PIN,
          DRAFT,
          BODY_NOT_SET ->
          throw new IllegalStateException("no request of a group: " + command.getBodyCase());
    };
  }

  /// The creator need not be named among the members, and may be.
  private static Ruling create(String creator, CreateGroup wanted) {
    Set<String> members = new LinkedHashSet<>();
    members.add(creator);
    members.addAll(wanted.getMembersList());
    return Ruling.unless(
        Fields.first(
            Fields.text("createGroup.name", wanted.getName(), 1, ProfileRules.NAME_MAX),
            Fields.text(
                "createGroup.description",
                wanted.getDescription(),
                0,
                ProfileRules.DESCRIPTION_MAX),
            Fields.eachOnce("createGroup.members", wanted.getMembersList()),
            members.size() <= MEMBERS_MAX
                ? Optional.empty()
                : tooLarge(
                    "createGroup.members: %,d with you (expected: at most %,d)"
                        .formatted(members.size(), MEMBERS_MAX))),
        () ->
            Event.newBuilder()
                .setCreated(
                    Created.newBuilder()
                        .setKind(Kind.GROUP)
                        .setName(wanted.getName())
                        .addAllMembers(members)));
  }

  private static Ruling add(RosterView roster, Role asker, List<String> users) {
    return Ruling.unless(
        Fields.first(
            Fields.users("addMembers.users", users),
            Rights.lacking("addMembers", asker, roster.settings().getAdd()),
            Fields.noneAlready(
                "addMembers.users", users.stream().filter(roster::has).toList(), "a member"),
            room("addMembers.users", roster, users.size())),
        () -> added(users, ""));
  }

  private static Event.Builder added(List<String> users, String linkId) {
    return Event.newBuilder()
        .setMembersAdded(MembersAdded.newBuilder().addAllUsers(users).setLinkId(linkId));
  }

  private static Optional<Refused> room(String field, RosterView roster, int more) {
    return roster.size() + more <= MEMBERS_MAX
        ? Optional.empty()
        : tooLarge(
            "%s: %,d more than the %,d there are (expected: at most %,d members)"
                .formatted(field, more, roster.size(), MEMBERS_MAX));
  }

  private static Optional<Refused> tooLarge(String message) {
    return Optional.of(Refused.because(Code.TOO_LARGE, message));
  }

  private static Ruling remove(RosterView roster, String user, List<String> users) {
    return Ruling.unless(
        mayRemove("removeMembers", roster, user, users)
            .or(() ->
                Fields.noneUnknown(
                    "removeMembers.users",
                    users.stream().filter(other -> !roster.has(other)).toList(),
                    "a member")),
        () -> Event.newBuilder().setMembersRemoved(removed(roster, users)));
  }

  /// Only those below oneself, as far as they have a role.
  static Optional<Refused> mayRemove(
      String request, RosterView roster, String user, List<String> users) {
    String field = request + ".users";
    Role asker = roster.roleOf(user);
    Optional<String> higher =
        users.stream()
            .filter(other -> roster.has(other) && !Rights.isAbove(asker, roster.roleOf(other)))
            .findFirst();
    return Fields.first(
        Fields.users(field, users),
        users.contains(user)
            ? Fields.invalid("%s: yourself (expected: others; use leave)".formatted(field))
            : Optional.empty(),
        Rights.lacking(request, asker, Role.ADMIN),
        higher.map(other ->
            Refused.because(
                Code.FORBIDDEN,
                "%s: %s is %s, and you are %s (expected: a role below yours)"
                    .formatted(field, other, roster.roleOf(other), asker))));
  }

  static Event.Builder left(RosterView roster, String user) {
    String heir = roster.isLastOwner(user) ? roster.heirOf(user).orElse("") : "";
    return Event.newBuilder().setMembersRemoved(removed(roster, List.of(user)).setOwner(heir));
  }

  static MembersRemoved.Builder removed(RosterView roster, List<String> users) {
    return MembersRemoved.newBuilder()
        .addAllUsers(users)
        .setName(roster.roster().getProfile().getName());
  }

  private static Ruling setRole(RosterView roster, Role asker, LoggedCommand logged) {
    String user = logged.command().getSetRole().getUser();
    Role role = logged.command().getSetRole().getRole();
    return Ruling.unless(
        Fields.first(
            isRole(role),
            Rights.lacking("setRole", asker, Role.OWNER),
            Fields.noneUnknown(
                "setRole.user", roster.has(user) ? List.of() : List.of(shown(user)), "a member"),
            mayBecome(roster, user, roster.roleOf(user), role)),
        () -> roleSet(user, role));
  }

  static Event.Builder roleSet(String user, Role role) {
    return Event.newBuilder().setRoleSet(RoleSet.newBuilder().setUser(user).setRole(role));
  }

  static Optional<Refused> isRole(Role role) {
    return role == Role.OWNER || role == Role.ADMIN || role == Role.MEMBER
        ? Optional.empty()
        : Fields.invalid("setRole.role: %s (expected: OWNER, ADMIN or MEMBER)".formatted(role));
  }

  static Optional<Refused> mayBecome(RosterView roster, String user, Role before, Role role) {
    if (before == role) {
      return Fields.conflict("setRole.role: %s is %s already".formatted(user, role));
    }
    return role != Role.OWNER && roster.isLastOwner(user)
        ? Fields.conflict("setRole.role: %s is the last owner (appoint another)".formatted(user))
        : Optional.empty();
  }

  /// What may stand in an answer.
  static String shown(String user) {
    return UserId.isValid(user) ? user : "no user id";
  }

  private static Ruling join(RosterView roster, LoggedCommand logged, Timestamp now) {
    String user = logged.user();
    if (roster.has(user)) {
      return Refused.because(Code.CONFLICT, "join: you are a member already");
    }
    if (!logged.command().getJoin().hasLink()) {
      return roster.size() > 0 && roster.settings().getAccess() == Access.BY_REQUEST
          ? request(roster, user, "")
          : Refused.because(Code.FORBIDDEN, "join: members are added, or come with a link");
    }
    return switch (Links.use(roster, logged.command(), now)) {
      case Links.Used.Invalid(var refused) -> refused;
      case Links.Used.Valid(RosterLink link) when link.getApproval() ->
          request(roster, user, link.getLinkId());
      case Links.Used.Valid(RosterLink link) ->
          Ruling.unless(room("join", roster, 1), () -> added(List.of(user), link.getLinkId()));
    };
  }

  private static Ruling request(RosterView roster, String user, String linkId) {
    if (roster.request(user).isPresent()) {
      return Refused.because(Code.CONFLICT, "join: you have asked already");
    }
    if (roster.roster().getRequestsCount() >= REQUESTS_MAX) {
      return new Refused(
          Code.RATE_LIMITED,
          "join: %d wait for an answer (expected: fewer)".formatted(REQUESTS_MAX),
          REQUESTS_RETRY);
    }
    return new Ruling.Allowed(
        Event.newBuilder().setJoinRequested(JoinRequested.newBuilder().setLinkId(linkId)).build());
  }

  private static Ruling answer(RosterView roster, Role asker, Command command) {
    List<String> users = command.getAnswerRequests().getUsersList();
    boolean approve = command.getAnswerRequests().getApprove();
    String field = "answerRequests.users";
    return Ruling.unless(
        Fields.first(
            Fields.users(field, users),
            Rights.lacking("answerRequests", asker, roster.settings().getAdd()),
            Fields.noneUnknown(
                field,
                users.stream().filter(user -> roster.request(user).isEmpty()).toList(),
                "one who has asked"),
            approve ? room(field, roster, users.size()) : Optional.empty()),
        () ->
            approve
                ? added(users, "")
                : Event.newBuilder()
                    .setRequestsDeclined(RequestsDeclined.newBuilder().addAllUsers(users)));
  }
}
