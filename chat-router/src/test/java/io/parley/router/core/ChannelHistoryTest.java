package io.parley.router.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.ChannelRolls.Place;
import io.parley.history.ChannelRolls.Roll;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.EventRef;
import io.parley.history.LogPosition;
import io.parley.history.NewEvent;
import io.parley.history.Standing;
import io.parley.history.Standing.Status;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.RosterMember;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/// Six people who come to a channel, go, are banned, promoted and talk all at once.
class ChannelHistoryTest {
  private static StoredConversation empty() {
    return new StoredConversation(Groups.CHANNEL, Groups.LIMITS);
  }

  private static StoredConversation oneByOne(List<Integer> numbers) {
    return oneByOne(numbers, true);
  }

  private static StoredConversation oneByOne(List<Integer> numbers, boolean banning) {
    StoredConversation channel = empty();
    RandomCommands.of(Groups.CHANNEL, numbers, banning).forEach(channel::say);
    return channel;
  }

  @Property(tries = 600)
  void everyCommandBecomesWhatTheRulesSay(
      @ForAll @Size(min = 1, max = 90) List<@IntRange(min = 0) Integer> numbers) {
    StoredConversation channel = empty();
    ChannelModel model = new ChannelModel();
    for (Command command : RandomCommands.of(Groups.CHANNEL, numbers)) {
      Code expected = model.say(command);
      Decision decision = channel.say(command).decision();
      assertEquals(expected, StoredConversation.codeOf(decision), command::toString);
      assertEquals(model.members, with(channel, Status.MEMBER), command::toString);
      assertEquals(model.banned, with(channel, Status.BANNED), command::toString);
      assertEquals(model.staff, staffOf(channel), command::toString);
      assertEquals(model.members.size(), channel.tally.members(), command::toString);
    }
    assertRollsTellTheSame(channel);
  }

  private static Set<String> with(StoredConversation channel, Status status) {
    Set<String> users = new TreeSet<>();
    channel.standings.forEach((user, standing) -> {
      if (standing.status() == status) {
        users.add(user);
      }
    });
    return users;
  }

  private static Map<String, Role> staffOf(StoredConversation channel) {
    Map<String, Role> staff = new LinkedHashMap<>();
    for (RosterMember member : channel.newest().getMembersList()) {
      staff.put(member.getUser(), member.getRole());
    }
    return staff;
  }

  /// Each has one place, for ever, and is on the roll if she is what it lists.
  private static void assertRollsTellTheSame(StoredConversation channel) {
    Set<String> seen = new HashSet<>();
    long last = 0;
    for (Place place : channel.places.values()) {
      assertTrue(seen.add(place.roll() + place.user()), "two places of " + place.user());
      Standing standing = channel.of(place.user());
      boolean member = place.roll() == Roll.MEMBERS;
      assertEquals(place.ordinal(), member ? standing.ordinal() : standing.bannedOrdinal());
      assertEquals(place.present(), standing.status() == (member ? Status.MEMBER : Status.BANNED));
      last = member ? Math.max(last, place.ordinal()) : last;
    }
    assertTrue(last <= channel.tally.lastOrdinal(), "a place that may be given twice");
    channel.standings.forEach((user, standing) -> {
      assertEquals(standing.ordinal() > 0, seen.contains(Roll.MEMBERS + user), user);
      assertTrue(!standing.isMember() || standing.ordinal() > 0, user);
    });
    staffOf(channel)
        .forEach((user, role) -> {
          assertTrue(channel.of(user).isMember(), user);
          assertEquals(role, channel.of(user).role(), user);
        });
  }

  @Property(tries = 400)
  void anyPortionsAndAnyReplayComeToTheSame(
      @ForAll @Size(min = 1, max = 70) List<@IntRange(min = 0) Integer> numbers,
      @ForAll @IntRange(min = 1, max = 20) int portion,
      @ForAll @IntRange(max = 70) int replayFrom) {
    StoredConversation truth = oneByOne(numbers);
    StoredConversation channel = empty();
    List<LoggedCommand> log = truth.log();
    play(channel, log, portion);
    assertSame(truth, channel);
    assertEquals(truth.tally, channel.tally);
    play(channel, log.subList(Math.min(replayFrom, log.size()), log.size()), portion);
    assertSame(truth, channel);
    assertEquals(truth.tally, channel.tally);
  }

  private static List<Turn.Outcome> play(
      StoredConversation channel, List<LoggedCommand> log, int portion) {
    List<Turn.Outcome> outcomes = new ArrayList<>();
    for (int from = 0; from < log.size(); from += portion) {
      outcomes.addAll(channel.play(log.subList(from, Math.min(log.size(), from + portion))));
    }
    return outcomes;
  }

  private static void assertSame(StoredConversation truth, StoredConversation other) {
    assertEquals(truth.events, other.events);
    assertEquals(truth.rosters, other.rosters);
    assertEquals(truth.shown, other.shown);
    assertEquals(standings(truth), standings(other));
    assertEquals(places(truth), places(other));
    assertEquals(truth.tally.lastOrdinal(), other.tally.lastOrdinal());
    assertEquals(truth.tally.lastBannedOrdinal(), other.tally.lastBannedOrdinal());
    assertEquals(truth.tally.asOfId(), other.tally.asOfId());
  }

  /// But for what made it so: that may be named anew where it is the same.
  private static Map<String, Standing> standings(StoredConversation channel) {
    Map<String, Standing> standings = new TreeMap<>();
    channel.standings.forEach((user, standing) ->
        standings.put(
            user,
            new Standing(
                standing.status(),
                standing.role(),
                0,
                standing.untilSeq(),
                standing.untilId(),
                standing.ordinal(),
                standing.bannedOrdinal())));
    return standings;
  }

  private static Set<String> places(StoredConversation channel) {
    Set<String> places = new TreeSet<>();
    channel
        .places
        .values()
        .forEach(place ->
            places.add(
                "%s %d %s %s"
                    .formatted(place.roll(), place.ordinal(), place.user(), place.present())));
    return places;
  }

  @Property(tries = 400)
  void aRouterThatIsBehindMakesNoOtherEvents(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0) Integer> numbers,
      @ForAll @IntRange(max = 60) int paused,
      @ForAll @IntRange(min = 1, max = 20) int portion) {
    StoredConversation truth = oneByOne(numbers);
    List<LoggedCommand> log = truth.log();
    int from = Math.min(paused, log.size());
    StoredConversation then = empty();
    play(then, log.subList(0, from), 1);
    // it wakes up, and another has done all of this meanwhile
    List<LoggedCommand> batch = log.subList(from, Math.min(log.size(), from + portion));
    Turn.Result result = truth.decide(then.load(), batch);
    Set<LogPosition> decided = new HashSet<>();
    result.outcomes().forEach(outcome -> decided.add(outcome.command().position()));
    assertEquals(
        truth.events.stream().filter(event -> decided.contains(event.position())).toList(),
        result.events());
  }

  /// What came to nothing because its router died is said to have come to nothing; what was
  /// acknowledged is so, and stays so however often the log is read again.
  @Property(tries = 600)
  void whatIsAcknowledgedHoldsWhereverRoutersDie(
      @ForAll @Size(min = 1, max = 70) List<@IntRange(min = 0) Integer> numbers,
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 999) Integer> deaths,
      @ForAll @IntRange(min = 1, max = 20) int portion,
      @ForAll boolean banning) {
    StoredConversation truth = oneByOne(numbers, banning);
    List<LoggedCommand> log = truth.log();
    StoredConversation channel = empty();
    Map<Long, Decision> acknowledged = new TreeMap<>();
    List<Integer> next = new ArrayList<>(deaths);
    for (int from = 0; from < log.size(); ) {
      List<LoggedCommand> batch = log.subList(from, Math.min(log.size(), from + portion));
      if (next.isEmpty() || next.getLast() % 2 == 0) {
        channel
            .play(batch)
            .forEach(outcome ->
                acknowledged.putIfAbsent(
                    outcome.command().position().offset(), outcome.decision()));
        from += batch.size();
      } else {
        channel.dieIn(batch, next.getLast() / 2);
      }
      if (!next.isEmpty()) {
        next.removeLast();
      }
    }
    // a ban that was written and not counted does not say whether it took a member out, and the
    // number of members then says whether the last owner may leave
    if (!banning) {
      assertSame(truth, channel);
      assertEquals(truth.tally, channel.tally);
    }
    assertRollsTellTheSame(channel);
    assertAcknowledged(log, acknowledged, channel);
    Map<String, Standing> standings = standings(channel);
    List<EventRef> events = channel.events.stream().map(EventRef::of).toList();
    Tally tally = channel.tally;
    play(channel, log, portion);
    assertEquals(standings, standings(channel));
    assertEquals(events, channel.events.stream().map(EventRef::of).toList());
    assertEquals(tally, channel.tally);
  }

  /// The last one that was acknowledged says how each stands to the channel.
  private static void assertAcknowledged(
      List<LoggedCommand> log, Map<Long, Decision> decisions, StoredConversation channel) {
    Map<String, Status> last = new HashMap<>();
    Map<Long, NewEvent> made = new HashMap<>();
    channel.events.forEach(event -> made.put(event.position().offset(), event));
    for (LoggedCommand command : log) {
      Decision decision = decisions.get(command.position().offset());
      if (decision instanceof Decision.Refused) {
        assertTrue(!made.containsKey(command.position().offset()), command::toString);
        continue;
      }
      Status status = statusAfter(command.command());
      if (status != null) {
        Named.by(command).forEach(user -> last.put(user, status));
      }
    }
    last.forEach((user, status) -> assertEquals(status, channel.of(user).status(), user));
  }

  private static @Nullable Status statusAfter(Command command) {
    return switch (command.getBodyCase()) {
      case ADD_MEMBERS, JOIN, SET_ROLE -> Status.MEMBER;
      case REMOVE_MEMBERS, LEAVE, UNBAN -> Status.OUT;
      case BAN -> Status.BANNED;
      default -> null;
    };
  }
}
