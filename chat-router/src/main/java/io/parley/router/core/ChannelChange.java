package io.parley.router.core;

import io.parley.history.ChannelRolls.Place;
import io.parley.history.ChannelRolls.Roll;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.Standing;
import io.parley.history.Standing.Status;
import io.parley.protocol.v1.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Gathers what becomes of the members of a channel by one command: how each stands to it, on which
/// places of the rolls, and how many there are.
final class ChannelChange {
  /// Nothing but that readers may not have seen the roster.
  static final Change RESHOWN =
      new Change(Optional.empty(), Map.of(), List.of(), Optional.empty(), Set.of(), Set.of(), true);

  private final long id;
  private final Tally before;
  private final Map<String, Standing> standings = new LinkedHashMap<>();
  private final List<Place> places = new ArrayList<>();
  private final Set<String> added = new LinkedHashSet<>();
  private final Set<String> gone = new LinkedHashSet<>();
  private long members;
  private long lastOrdinal;
  private long lastBannedOrdinal;

  /// @param id of the event or record that changes it
  ChannelChange(long id, Tally before) {
    this.id = id;
    this.before = before;
    this.members = before.members();
    this.lastOrdinal = before.lastOrdinal();
    this.lastBannedOrdinal = before.lastBannedOrdinal();
  }

  static Change ofRoster(RosterView after) {
    return new Change(
        Optional.of(after), Map.of(), List.of(), Optional.empty(), Set.of(), Set.of(), false);
  }

  /// @param after empty when it was created before, and has moved on since
  static Change created(Optional<RosterView> after, String creator, long id, Tally before) {
    Standing owner = new Standing(Status.MEMBER, Role.OWNER, id, 0, 0, 1, 0);
    return new Change(
        after,
        Map.of(creator, owner),
        List.of(new Place(Roll.MEMBERS, 1, creator, true, id)),
        before.asOfId() >= id ? Optional.empty() : Optional.of(new Tally(1, 1, 0, id)),
        Set.of(creator),
        Set.of(),
        after.isEmpty());
  }

  void comesIn(String user, Standing standing) {
    long ordinal = standing.ordinal() > 0 ? standing.ordinal() : ++lastOrdinal;
    put(
        user,
        new Standing(Status.MEMBER, Role.MEMBER, id, 0, 0, ordinal, standing.bannedOrdinal()));
    added.add(user);
    members++;
  }

  /// @param until up to where she reads
  void goes(String user, Standing standing, Until until) {
    put(
        user,
        new Standing(
            Status.OUT,
            Role.ROLE_UNSPECIFIED,
            id,
            until.seq(),
            until.id(),
            standing.ordinal(),
            standing.bannedOrdinal()));
    gone.add(user);
    members--;
  }

  /// Where somebody ceases to be a member.
  record Until(long seq, long id) {}

  void isBanned(String user, Standing standing, Until until) {
    boolean member = standing.isMember();
    long ordinal = standing.bannedOrdinal() > 0 ? standing.bannedOrdinal() : ++lastBannedOrdinal;
    put(
        user,
        new Standing(
            Status.BANNED,
            Role.ROLE_UNSPECIFIED,
            id,
            member ? until.seq() : standing.untilSeq(),
            member ? until.id() : standing.untilId(),
            standing.ordinal(),
            ordinal));
    if (member) {
      gone.add(user);
      members--;
    }
  }

  void isUnbanned(String user, Standing standing) {
    put(
        user,
        new Standing(
            Status.OUT,
            Role.ROLE_UNSPECIFIED,
            id,
            standing.untilSeq(),
            standing.untilId(),
            standing.ordinal(),
            standing.bannedOrdinal()));
  }

  void hasRole(String user, Standing standing, Role role) {
    standings.put(
        user,
        new Standing(Status.MEMBER, role, id, 0, 0, standing.ordinal(), standing.bannedOrdinal()));
  }

  /// Somebody the command names: a place that she has is given, whether it was counted or not.
  void sees(Standing standing) {
    lastOrdinal = Math.max(lastOrdinal, standing.ordinal());
    lastBannedOrdinal = Math.max(lastBannedOrdinal, standing.bannedOrdinal());
  }

  /// It was made so before, by the same command.
  ///
  /// @param change of the number of members that it was
  void stands(String user, Standing standing, int change) {
    put(user, standing);
    hasPassed(change);
    if (change > 0) {
      added.add(user);
    } else if (change < 0) {
      gone.add(user);
    }
  }

  /// The same of a ban, of which only the event was made up for: it says that she is gone, and not
  /// that she may not come back.
  void standsBanned(String user, Standing standing, int change) {
    long ordinal = standing.bannedOrdinal() > 0 ? standing.bannedOrdinal() : ++lastBannedOrdinal;
    stands(
        user,
        new Standing(
            Status.BANNED,
            Role.ROLE_UNSPECIFIED,
            id,
            standing.untilSeq(),
            standing.untilId(),
            standing.ordinal(),
            ordinal),
        change);
  }

  /// The same, and a later command has made something else of it.
  void hasPassed(int change) {
    members += change;
  }

  private void put(String user, Standing standing) {
    standings.put(user, standing);
    if (standing.ordinal() > 0) {
      places.add(new Place(Roll.MEMBERS, standing.ordinal(), user, standing.isMember(), id));
    }
    if (standing.bannedOrdinal() > 0) {
      boolean banned = standing.status() == Status.BANNED;
      places.add(new Place(Roll.BANNED, standing.bannedOrdinal(), user, banned, id));
    }
  }

  /// @param after with the next roster, if there is one
  /// @param reshown whether readers may not have seen the roster
  Change change(Optional<RosterView> after, boolean reshown) {
    return new Change(
        after,
        standings,
        List.copyOf(places),
        tally(),
        Set.copyOf(added),
        Set.copyOf(gone),
        reshown);
  }

  /// Empty when this was counted before, or nobody has come or gone. What counts is the order of
  /// the log: a command is counted once, however often it is read.
  private Optional<Tally> tally() {
    boolean same =
        places.isEmpty()
            && lastOrdinal == before.lastOrdinal()
            && lastBannedOrdinal == before.lastBannedOrdinal();
    return same || before.asOfId() >= id
        ? Optional.empty()
        : Optional.of(new Tally(Math.max(0, members), lastOrdinal, lastBannedOrdinal, id));
  }
}
