package io.parley.router.core;

import io.parley.history.ChannelRolls.Tally;
import io.parley.history.EventRef;
import io.parley.history.Standing;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Role;
import io.parley.router.core.ChannelChange.Until;
import io.parley.router.core.Decision.Accepted;
import io.parley.router.core.Decision.Duplicate;
import io.parley.router.core.Decision.Moved;
import io.parley.router.core.Decision.Refused;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who comes into a channel, goes, is kept out, or changes her role.
///
/// How a user stands to a channel lies in a cell, not in the timeline, so the past of it cannot be
/// seen. But each cell names the record that changed it last. Where that is this command's own, the
/// command was decided before, and what is not written of it yet is written now; where it is a
/// later one, another router is ahead, or the log is read again, and nothing is decided anew. What
/// makes an event is then told by the timeline.
final class ChannelMembers {
  private final MachineLimits limits;

  ChannelMembers(MachineLimits limits) {
    this.limits = limits;
  }

  /// What is known of the command.
  private record Case(
      ConversationState state,
      LoggedCommand logged,
      Answers answers,
      List<String> users,
      Map<String, Standing> standings,
      Tally tally) {
    Command command() {
      return logged.command();
    }

    RosterView staff() {
      return state.roster();
    }

    Standing of(String user) {
      return standings.getOrDefault(user, Standing.NONE);
    }

    /// Whether the command has been decided, by us or by a router that is ahead.
    boolean isPast() {
      return state.isReplay(logged)
          || tally.asOfId() >= logged.logId()
          || users.stream().anyMatch(user -> of(user).changedId() > logged.logId());
    }

    /// Whether it has been decided, and some of it is written.
    boolean hasWritten() {
      return users.stream().anyMatch(user -> of(user).changedId() == logged.logId());
    }
  }

  Verdict decide(ConversationState state, LoggedCommand logged, Answers answers) {
    Optional<Refused> misshapen = ChannelRules.misshapen(logged);
    if (misshapen.isPresent()) {
      return misshapen.get();
    }
    if (state.isReplay(logged)) {
      Optional<Question> question = Repeats.toAsk(state, logged, answers);
      if (question.isPresent()) {
        return question.get();
      }
    } else {
      Optional<EventRef> original = Repeats.named(state, logged);
      if (original.isPresent()) {
        return new Duplicate(original.get(), ChannelChange.RESHOWN);
      }
    }
    if (state.headSeq() == 0) {
      return Rights.NO_CONVERSATION;
    }
    List<String> users = Named.by(logged);
    Question standings = new Question.FindStandings(concerned(state, logged, users));
    if (!(answers.to(standings) instanceof LookedUp.Standings(Map<String, Standing> found))) {
      return standings;
    }
    Tally tally = state.tally();
    if (logged.command().hasLeave() && state.roster().isLastOfStaff(logged.user())) {
      // Whether she leaves others behind must not rest on how many there were
      Question counted = new Question.FindTally();
      if (!(answers.to(counted) instanceof LookedUp.Counted(Tally kept))) {
        return counted;
      }
      tally = kept.asOfId() > tally.asOfId() ? kept : tally;
    }
    return decide(new Case(state, logged, answers, users, found, tally));
  }

  /// Those named; with an owner who leaves also who becomes, or may have become, one.
  private static Set<String> concerned(
      ConversationState state, LoggedCommand logged, List<String> users) {
    if (!logged.command().hasLeave()) {
      return Set.copyOf(users);
    }
    Set<String> all = new LinkedHashSet<>(users);
    if (state.isReplay(logged)) {
      all.addAll(state.roster().owners());
    } else if (state.roster().isLastOwner(logged.user())) {
      state.roster().heirOf(logged.user()).ifPresent(all::add);
    }
    return all;
  }

  private Verdict decide(Case given) {
    Optional<Event> body = event(given);
    if (given.state().isReplay(given.logged())) {
      Optional<EventRef> row = Repeats.madeBy(given.state(), given.logged(), given.answers());
      if (row.isPresent()) {
        return new Duplicate(row.get(), changeAgain(given, row.get()));
      }
    } else if (body.isPresent() && (given.isPast() || given.hasWritten())) {
      // Whether another router has made the event, the store says
      long own = EventIds.next(given.state(), given.logged());
      Question newest = new Question.FindNewest(own);
      if (!given.answers().have(newest)) {
        return newest;
      }
      return Repeats.foundAt(given.logged(), given.answers(), own).isPresent()
          ? accept(given, body.get())
          : Repeats.notTaken("the request", limits);
    }
    if (given.hasWritten()) {
      return new Moved(changeAgain(given, until(given)));
    }
    if (given.isPast()) {
      return Repeats.named(given.state(), given.logged())
          .<Verdict>map(original -> new Duplicate(original, ChannelChange.RESHOWN))
          .orElseGet(() -> Repeats.notTaken("the request", limits));
    }
    return anew(given, body);
  }

  private static Verdict anew(Case given, Optional<Event> body) {
    Optional<Refused> refused =
        ChannelRules.refused(given.state(), given.logged(), given::of, given.tally());
    if (refused.isPresent()) {
      return refused.get();
    }
    Optional<Refused> tooSoon = MemberPace.tooSoon(given.logged(), given.users(), given::of);
    if (tooSoon.isPresent()) {
      return tooSoon.get();
    }
    if (body.isEmpty()) {
      return new Moved(
          change(given, given.logged().logId(), head(given.state()))
              .change(Optional.empty(), false));
    }
    return Pace.CHANNEL
        .tooFast(given.state(), given.logged())
        .orElseGet(() -> accept(given, body.get()));
  }

  /// What everybody who follows the channel hears of: what becomes of its staff. Rests on the
  /// roster alone.
  private static Optional<Event> event(Case given) {
    RosterView staff = given.staff();
    Command command = given.command();
    if (command.hasSetRole()) {
      Role role = command.getSetRole().getRole();
      return Optional.of(GroupRules.roleSet(command.getSetRole().getUser(), role).build());
    }
    List<String> staffGone = given.users().stream().filter(staff::has).toList();
    if (staffGone.isEmpty()) {
      return Optional.empty();
    }
    if (command.hasLeave()) {
      return Optional.of(GroupRules.left(staff, given.logged().user()).build());
    }
    return command.hasRemoveMembers() || command.hasBan()
        ? Optional.of(
            Event.newBuilder().setMembersRemoved(GroupRules.removed(staff, staffGone)).build())
        : Optional.empty();
  }

  private static Accepted accept(Case given, Event body) {
    return RosterEvents.accept(
        given.state(),
        given.logged(),
        body,
        (after, ref, event) -> {
          ChannelChange change =
              change(given, ref.messageId(), new Until(ref.seq(), ref.messageId()));
          String heir = event.getMembersRemoved().getOwner();
          if (!heir.isEmpty() && given.of(heir).changedId() < ref.messageId()) {
            change.hasRole(heir, given.of(heir), Role.OWNER);
          }
          return change.change(Optional.of(after), false);
        });
  }

  /// What the command makes of everybody it names, where it has not been done yet; what a later one
  /// has made of somebody stays.
  ///
  /// @param id of what changes them
  private static ChannelChange change(Case given, long id, Until until) {
    ChannelChange change = new ChannelChange(id, given.tally());
    for (String user : given.users()) {
      Standing standing = given.of(user);
      change.sees(standing);
      int difference = difference(given.command(), standing, until);
      if (standing.changedId() < id
          || (standing.changedId() == id && given.command().hasSetRole())) {
        apply(given.command(), change, user, standing, until);
      } else if (standing.changedId() == id && given.command().hasBan()) {
        change.standsBanned(user, standing, difference);
      } else if (standing.changedId() == id) {
        change.stands(user, standing, difference);
      } else {
        change.hasPassed(difference);
      }
    }
    return change;
  }

  private static void apply(
      Command command, ChannelChange change, String user, Standing standing, Until until) {
    switch (command.getBodyCase()) {
      case JOIN, ADD_MEMBERS -> change.comesIn(user, standing);
      case LEAVE, REMOVE_MEMBERS -> change.goes(user, standing, until);
      case BAN -> change.isBanned(user, standing, until);
      case UNBAN -> change.isUnbanned(user, standing);
      case SET_ROLE -> change.hasRole(user, standing, command.getSetRole().getRole());
      default -> throw new IllegalStateException("not of members: " + command.getBodyCase());
    }
  }

  /// By how many members it changed the channel when it was done. Whether somebody who is banned
  /// was a member is told by where she ceased to be one.
  private static int difference(Command command, Standing standing, Until until) {
    return switch (command.getBodyCase()) {
      case JOIN, ADD_MEMBERS -> 1;
      case LEAVE, REMOVE_MEMBERS -> -1;
      case BAN -> standing.untilId() == until.id() ? -1 : 0;
      default -> 0;
    };
  }

  /// An event that is there already.
  private static Change changeAgain(Case given, EventRef row) {
    ChannelChange change = change(given, row.messageId(), new Until(row.seq(), row.messageId()));
    if (given.command().hasLeave()) {
      // One of them may be so because of this
      for (String owner : given.staff().owners()) {
        Standing standing = given.of(owner);
        if (standing.changedId() < row.messageId() && standing.role() != Role.OWNER) {
          change.hasRole(owner, standing, Role.OWNER);
        }
      }
    }
    return change.change(Optional.empty(), true);
  }

  /// No event, but written before, at least in part.
  private static Change changeAgain(Case given, Until until) {
    return change(given, given.logged().logId(), until).change(Optional.empty(), false);
  }

  private static Until head(ConversationState state) {
    return new Until(state.headSeq(), state.headId());
  }

  /// Up to where those read who went with this command: the newest event there was before it.
  private static Until until(Case given) {
    return given
        .state()
        .headBefore(given.logged())
        .map(newest -> new Until(newest.seq(), newest.messageId()))
        .orElseGet(() -> foundBefore(given));
  }

  private static Until foundBefore(Case given) {
    Question newest = new Question.FindNewest(given.logged().logId());
    return given.answers().to(newest) instanceof LookedUp.Found(EventRef found)
        ? new Until(found.seq(), found.messageId())
        : head(given.state());
  }
}
