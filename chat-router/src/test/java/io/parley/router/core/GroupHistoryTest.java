package io.parley.router.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.EventRef;
import io.parley.history.LogPosition;
import io.parley.history.NewEvent;
import io.parley.history.Standing;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import io.parley.protocol.v1.RosterLink;
import io.parley.protocol.v1.RosterMember;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Six people who add, remove, promote, leave, join and talk all at once: there is one truth, the
/// same for whoever decides the log, and it is the one that the rules say.
class GroupHistoryTest {
  private static StoredConversation empty() {
    return new StoredConversation(Groups.GROUP, Groups.LIMITS);
  }

  private static StoredConversation oneByOne(List<Integer> numbers) {
    StoredConversation group = empty();
    RandomCommands.of(Groups.GROUP, numbers).forEach(group::say);
    return group;
  }

  @Property(tries = 600)
  void everyCommandBecomesWhatTheRulesSay(
      @ForAll @Size(min = 1, max = 90) List<@IntRange(min = 0) Integer> numbers) {
    StoredConversation group = empty();
    GroupModel model = new GroupModel(Groups.LIMITS.window());
    for (Command command : RandomCommands.of(Groups.GROUP, numbers)) {
      Roster before = group.newest();
      String expected = model.say(command);
      Decision decision = group.say(command).decision();
      assertEquals(expected, wordOf(decision), command::toString);
      assertEquals(model.members, membersOf(group.newest()), command::toString);
      if (!expected.equals(GroupModel.ACCEPTED)) {
        assertEquals(before, group.newest());
      }
      assertTrue(
          model.members.isEmpty() || model.members.containsValue(Role.OWNER), "nobody owns it");
    }
    assertTimelineTellsTheSame(group);
  }

  private static String wordOf(Decision decision) {
    return switch (decision) {
      case Decision.Accepted _ -> GroupModel.ACCEPTED;
      case Decision.Duplicate _ -> GroupModel.DUPLICATE;
      case Decision.Refused refused -> refused.code().name();
      case Decision.Replayed _,
          Decision.Moved _,
          Decision.Marked _,
          Decision.Kept _,
          Decision.OwnMarked _,
          Decision.Ignored _,
          Decision.Broken _ ->
          throw new AssertionError(decision);
    };
  }

  private static Map<String, Role> membersOf(Roster roster) {
    Map<String, Role> members = new LinkedHashMap<>();
    for (RosterMember member : roster.getMembersList()) {
      members.put(member.getUser(), member.getRole());
    }
    return members;
  }

  /// What whoever reads the timeline from its beginning comes to.
  private static void assertTimelineTellsTheSame(StoredConversation group) {
    RosterView told = RosterView.NONE;
    Set<String> members = new HashSet<>();
    Map<String, Long> removedAt = new HashMap<>();
    long seq = 0;
    for (NewEvent stored : group.events) {
      Event event = stored.event();
      assertEquals(++seq, event.getSeq());
      RosterView before = told;
      told = RosterFold.after(told, event, Command.getDefaultInstance());
      assertEquals(before.version() + (event.hasMessage() ? 0 : 1), stored.rosterVersion());
      assertEquals(told.version(), stored.rosterVersion());
      assertEquals(told.roster(), withoutSecrets(group.version(told.version())));
      if (event.hasMessage()) {
        assertTrue(members.contains(event.getSender()), "said by " + event.getSender());
      }
      members.addAll(event.getCreated().getMembersList());
      members.addAll(event.getMembersAdded().getUsersList());
      for (String user : event.getMembersRemoved().getUsersList()) {
        assertTrue(members.remove(user));
        removedAt.put(user, event.getSeq());
      }
      members.forEach(removedAt::remove);
      assertTrue(members.size() <= 1_024);
    }
    assertEquals(members, told.users());
    assertEquals(group.newest(), group.shown);
    for (String user : members) {
      Standing standing = group.of(user);
      assertEquals(told.roleOf(user), standing.role(), user);
      assertTrue(standing.isMember(), user);
      assertEquals(0, standing.untilSeq());
    }
    removedAt.forEach((user, at) -> {
      assertFalse(group.of(user).isMember(), user);
      assertEquals(at, group.of(user).untilSeq(), user);
    });
  }

  private static Roster withoutSecrets(Roster roster) {
    Roster.Builder open = roster.toBuilder();
    open.getLinksBuilderList().forEach(RosterLink.Builder::clearSecret);
    return open.build();
  }

  @Property(tries = 400)
  void anyPortionsAndAnyReplayComeToTheSame(
      @ForAll @Size(min = 1, max = 70) List<@IntRange(min = 0) Integer> numbers,
      @ForAll @IntRange(min = 1, max = 20) int portion,
      @ForAll @IntRange(max = 70) int replayFrom) {
    StoredConversation truth = oneByOne(numbers);
    StoredConversation group = empty();
    play(group, truth.log(), portion);
    assertSame(truth, group);
    // a router that begins at an old commit
    play(
        group,
        truth.log().subList(Math.min(replayFrom, truth.log().size()), truth.log().size()),
        portion);
    assertSame(truth, group);
    assertTimelineTellsTheSame(group);
  }

  private static void play(StoredConversation group, List<LoggedCommand> log, int portion) {
    for (int from = 0; from < log.size(); from += portion) {
      group.play(log.subList(from, Math.min(log.size(), from + portion)));
    }
  }

  private static void assertSame(StoredConversation truth, StoredConversation other) {
    assertEquals(refs(truth), refs(other));
    assertEquals(truth.events, other.events);
    assertEquals(truth.rosters, other.rosters);
    assertEquals(truth.shown, other.shown);
    assertEquals(standings(truth), standings(other));
  }

  private static List<EventRef> refs(StoredConversation group) {
    return group.events.stream().map(EventRef::of).toList();
  }

  /// By user, but for what made it so: that may be named anew where it is the same.
  private static Map<String, String> standings(StoredConversation group) {
    Map<String, String> standings = new TreeMap<>();
    group.standings.forEach((user, standing) ->
        standings.put(
            user,
            "%s %s %d %d"
                .formatted(
                    standing.status(), standing.role(), standing.untilSeq(), standing.untilId())));
    return standings;
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

  @Property(tries = 400)
  void routersThatDieOnTheWayComeToTheSame(
      @ForAll @Size(min = 1, max = 70) List<@IntRange(min = 0) Integer> numbers,
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 999) Integer> deaths,
      @ForAll @IntRange(min = 1, max = 20) int portion) {
    StoredConversation truth = oneByOne(numbers);
    StoredConversation group = empty();
    List<LoggedCommand> log = truth.log();
    List<Integer> next = new ArrayList<>(deaths);
    int committed = 0;
    while (committed < log.size()) {
      List<LoggedCommand> batch = log.subList(committed, Math.min(log.size(), committed + portion));
      if (next.isEmpty()) {
        group.play(batch);
        committed += batch.size();
      } else {
        int death = next.removeLast();
        group.dieIn(batch, death);
        if (death % 3 == 0) {
          group.play(batch);
          // the next one begins anywhere
          committed = (death * 7) % (committed + batch.size() + 1);
        }
      }
    }
    assertSame(truth, group);
    assertTimelineTellsTheSame(group);
  }
}
