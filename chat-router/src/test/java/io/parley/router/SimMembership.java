package io.parley.router;

import io.parley.history.ChannelRolls;
import io.parley.history.Membership;
import io.parley.history.Rosters;
import io.parley.history.Standing;
import io.parley.history.Standings;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Profile;
import io.parley.protocol.v1.Roster;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// Who belongs to what, in a memory that answers late or not at all.
final class SimMembership {
  private static final double READS_FAIL = 0.02;

  /// More places than there are people.
  private static final int ROLL_MAX = 100;

  private final SimWorld world;
  private final SimWrites writes;
  private final Membership rows;

  /// The version that goes with the newest stored event, by conversation.
  private final Map<String, Long> stored = new HashMap<>();

  SimMembership(SimWorld world, SimWrites writes, Membership rows) {
    this.world = world;
    this.writes = writes;
    this.rows = rows;
  }

  /// As routers know it.
  Membership remote() {
    return new Membership(new RemoteRosters(), new RemoteStandings(), new RemoteRolls());
  }

  /// As it is now.
  Standing standing(String conversation, String user) {
    return now(rows.standings().of(conversation, List.of(user))).getOrDefault(user, Standing.NONE);
  }

  /// As it is now, by the number of the newest stored event.
  Optional<Roster> roster(String conversation) {
    return now(rows.rosters().version(conversation, stored.getOrDefault(conversation, 0L)));
  }

  /// As it is now.
  Optional<Roster> shown(String conversation) {
    return now(rows.rosters().shown(conversation));
  }

  /// Who is on it now, each with her place.
  Map<String, Long> onRoll(String channel, ChannelRolls.Roll roll) {
    Map<String, Long> places = new TreeMap<>();
    now(rows.rolls().page(channel, roll, 0, ROLL_MAX))
        .items()
        .forEach(item -> places.put(item.user(), item.ordinal()));
    return places;
  }

  void stored(String conversation, long rosterVersion) {
    stored.merge(conversation, rosterVersion, Math::max);
  }

  static <T> T now(CompletionStage<T> complete) {
    return complete.toCompletableFuture().join();
  }

  private <T> CompletionStage<T> read(Supplier<CompletionStage<T>> question) {
    return world.remote(READS_FAIL, () -> now(question.get()));
  }

  private static Runnable change(Supplier<CompletionStage<Void>> write) {
    return () -> {
      boolean done = now(write.get().thenApply(_ -> true));
      assert done;
    };
  }

  /// Unless the rule is taken away, whoever writes waits until it is written.
  private CompletionStage<Void> write(Rule rule, Supplier<CompletionStage<Void>> write) {
    return rule != Rule.NO_RULE && world.lacks(rule)
        ? writes.writeUnheard(change(write))
        : writes.write(change(write));
  }

  private final class RemoteRosters implements Rosters {
    @Override
    public CompletionStage<Optional<Roster>> version(String conversation, long version) {
      return read(() -> rows.rosters().version(conversation, version));
    }

    @Override
    public CompletionStage<Void> keep(String conversation, List<Roster> versions) {
      return write(Rule.ROSTER_BEFORE_EVENT, () -> rows.rosters().keep(conversation, versions));
    }

    @Override
    public CompletionStage<Void> show(String conversation, Roster roster) {
      return write(Rule.NO_RULE, () -> rows.rosters().show(conversation, roster));
    }

    /// A router that lacks the rule believes that all is shown that is stored.
    @Override
    public CompletionStage<Optional<Roster>> shown(String conversation) {
      return world.lacks(Rule.WHAT_FOLLOWS_IS_MADE_UP_FOR)
          ? world.remote(READS_FAIL, () -> roster(conversation))
          : read(() -> rows.rosters().shown(conversation));
    }

    @Override
    public CompletionStage<Map<String, Profile>> profiles(Collection<String> conversations) {
      return read(() -> rows.rosters().profiles(conversations));
    }
  }

  private final class RemoteStandings implements Standings {
    @Override
    public CompletionStage<Map<String, Standing>> of(
        String conversation, Collection<String> users) {
      List<String> asked = List.copyOf(users);
      return read(() -> rows.standings().of(conversation, asked));
    }

    @Override
    public CompletionStage<Void> put(
        String conversation, Kind kind, Map<String, Standing> standings) {
      return write(
          Rule.STANDING_BEFORE_ANSWER, () -> rows.standings().put(conversation, kind, standings));
    }

    @Override
    public CompletionStage<OptionalLong> lastSent(String conversation, String user) {
      return read(() -> rows.standings().lastSent(conversation, user));
    }

    @Override
    public CompletionStage<Void> sent(String conversation, Map<String, Long> messageIds) {
      return write(Rule.NO_RULE, () -> rows.standings().sent(conversation, messageIds));
    }
  }

  private final class RemoteRolls implements ChannelRolls {
    @Override
    public CompletionStage<Void> put(String channel, List<Place> places) {
      return write(Rule.TALLY_AFTER_ROLLS, () -> rows.rolls().put(channel, places));
    }

    @Override
    public CompletionStage<Page> page(String channel, Roll roll, long after, int limit) {
      return read(() -> rows.rolls().page(channel, roll, after, limit));
    }

    @Override
    public CompletionStage<Optional<Tally>> tally(String channel) {
      return read(() -> rows.rolls().tally(channel));
    }

    @Override
    public CompletionStage<Void> count(String channel, Tally tally) {
      return write(Rule.NO_RULE, () -> rows.rolls().count(channel, tally));
    }
  }
}
