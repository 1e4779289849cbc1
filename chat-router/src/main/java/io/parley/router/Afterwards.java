package io.parley.router;

import io.parley.history.ChannelRolls.Place;
import io.parley.history.ChannelRolls.Roll;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.HistoryReader;
import io.parley.history.Membership;
import io.parley.history.Rosters;
import io.parley.history.Standing;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Roster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes up for what a router that died owed to readers: its event is stored, and perhaps the
/// standings are not that derive from it. The roster is shown last of all, so one that is behind
/// the newest event says that something may be missing. Doing it twice, or beside the one who is at
/// it, changes nothing. Belongs to the lane.
final class Afterwards {
  private static final Logger log = LoggerFactory.getLogger(Afterwards.class);

  private final Lane lane;
  private final HistoryReader history;
  private final Membership membership;
  private final RouterMetrics metrics;

  Afterwards(Lane lane, RouterTools tools) {
    this.lane = lane;
    this.history = tools.ports().history();
    this.membership = tools.ports().membership();
    this.metrics = tools.metrics();
  }

  /// @param seen the roster that is shown; the default one if none is
  /// @param current the one after the newest event
  CompletionStage<Void> makeUp(ConversationId conversation, Roster seen, Roster current) {
    assert lane.isCurrent();
    metrics.madeUp();
    log.atInfo()
        .addKeyValue("shown", seen.getVersion())
        .addKeyValue("stored", current.getVersion())
        .log("what follows from a change of members is stored again");
    String name = conversation.text();
    return between(name, seen, current)
        .thenComposeAsync(versions -> putStandings(conversation, versions), lane)
        .thenComposeAsync(_ -> membership.rosters().show(name, current), lane);
  }

  /// All versions from the one that is seen to the current one, as far as they are there still. One
  /// that is missing makes that who went with it may read up to the next.
  private CompletionStage<List<Roster>> between(String name, Roster seen, Roster current) {
    long oldest = Math.max(seen.getVersion() + 1, current.getVersion() - Rosters.KEPT + 1);
    return collect(name, oldest, current, new ArrayList<>(List.of(seen)));
  }

  /// One after another: nearly always there is none in between, and each may be large.
  private CompletionStage<List<Roster>> collect(
      String name, long next, Roster current, List<Roster> versions) {
    if (next >= current.getVersion()) {
      versions.add(current);
      return CompletableFuture.completedStage(versions);
    }
    return membership
        .rosters()
        .version(name, next)
        .thenComposeAsync(
            found -> {
              found.ifPresent(versions::add);
              return collect(name, next + 1, current, versions);
            },
            lane);
  }

  private CompletionStage<Void> putStandings(ConversationId conversation, List<Roster> versions) {
    String name = conversation.text();
    Map<String, Standing> changes = RosterChanges.ofGroup(versions);
    if (!(conversation instanceof ConversationId.Channel)) {
      return Portions.forEach(
          changes, lane, some -> membership.standings().put(name, Kind.GROUP, some));
    }
    return membership
        .standings()
        .of(name, changes.keySet())
        .thenCombineAsync(
            eventsOf(name, changes),
            (kept, events) -> RosterChanges.ofChannel(changes, kept, events),
            lane)
        .thenComposeAsync(made -> putOfChannel(name, made), lane)
        .thenComposeAsync(_ -> countFirst(name, versions), lane);
  }

  /// Those that took somebody off the staff, by id.
  private CompletionStage<Map<Long, Event>> eventsOf(String name, Map<String, Standing> changes) {
    Set<Long> ids = new TreeSet<>();
    changes.values().stream()
        .filter(change -> !change.isMember())
        .forEach(change -> ids.add(change.changedId()));
    Map<Long, Event> events = new HashMap<>();
    return SideBySide.forEach(
            ids,
            1,
            lane,
            id ->
                history
                    .after(name, id - 1, 1)
                    .thenAcceptAsync(
                        page -> page.events().forEach(it -> events.put(it.getMessageId(), it)),
                        lane))
        .thenApply(_ -> events);
  }

  private CompletionStage<Void> putOfChannel(String name, Map<String, Standing> made) {
    List<Place> left = new ArrayList<>();
    made.forEach((user, standing) -> {
      if (!standing.isMember() && standing.ordinal() > 0) {
        left.add(new Place(Roll.MEMBERS, standing.ordinal(), user, false, standing.changedId()));
      }
    });
    return Portions.forEach(
            made, lane, some -> membership.standings().put(name, Kind.CHANNEL, some))
        .thenComposeAsync(
            _ -> Portions.forEach(left, lane, some -> membership.rolls().put(name, some)), lane);
  }

  /// A channel that was made, and of which nobody has counted its maker.
  private CompletionStage<Void> countFirst(String name, List<Roster> versions) {
    Roster first = versions.get(Math.min(1, versions.size() - 1));
    if (first.getVersion() != 1 || first.getMembersCount() != 1) {
      return CompletableFuture.completedStage(null);
    }
    long id = first.getMessageId();
    Place place = new Place(Roll.MEMBERS, 1, first.getMembers(0).getUser(), true, id);
    return membership
        .rolls()
        .put(name, List.of(place))
        .thenComposeAsync(_ -> membership.rolls().count(name, new Tally(1, 1, 0, id)), lane);
  }
}
