package io.parley.router.core;

import io.parley.history.ChannelRolls.Place;
import io.parley.history.ChannelRolls.Roll;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.EventRef;
import io.parley.history.NewEvent;
import io.parley.history.Standing;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Roster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Everything that is stored of one conversation, and a router that remembers nothing between two
/// batches.
final class StoredConversation {
  final MachineLimits limits;
  final Subject subject;
  final ConversationMachine machine;
  final List<NewEvent> events = new ArrayList<>();
  final NavigableMap<Long, Roster> rosters = new TreeMap<>();
  final Map<String, Standing> standings = new TreeMap<>();
  final Map<String, Place> places = new TreeMap<>();
  final Map<String, Long> sent = new HashMap<>();
  Roster shown = Roster.getDefaultInstance();
  Tally tally = Tally.NONE;
  private final List<LoggedCommand> log = new ArrayList<>();

  StoredConversation(Subject subject, MachineLimits limits) {
    this.subject = subject;
    this.limits = limits;
    this.machine = new RouterMachine(limits);
  }

  /// The command comes in, a second after the one before.
  Turn.Outcome say(Command command) {
    return say(command, Given.timeOf(log.size() + 1L));
  }

  Turn.Outcome say(Command command, long ms) {
    log.add(Groups.logged(log.size() + 1L, ms, command));
    return play(log.subList(log.size() - 1, log.size())).getFirst();
  }

  List<LoggedCommand> log() {
    return log;
  }

  /// All of them come in, and are accepted.
  StoredConversation after(Command... commands) {
    for (Command command : commands) {
      Decision decision = say(command).decision();
      if (!(decision instanceof Decision.Accepted || decision instanceof Decision.Moved)) {
        throw new AssertionError(command + " was not accepted: " + decision);
      }
    }
    return this;
  }

  /// One batch.
  List<Turn.Outcome> play(List<LoggedCommand> batch) {
    List<Turn.Outcome> outcomes = new ArrayList<>();
    for (List<LoggedCommand> rest = batch; !rest.isEmpty(); ) {
      Turn.Result result = decide(rest);
      store(result, result.events().size(), _ -> true, true);
      outcomes.addAll(result.outcomes());
      rest = restOf(rest, result);
    }
    return outcomes;
  }

  /// One batch, on which the router dies: in one of its turns, somewhere between the first and the
  /// last write.
  void dieIn(List<LoggedCommand> batch, int death) {
    List<LoggedCommand> rest = batch;
    for (int turn = 0; !rest.isEmpty(); turn++) {
      Turn.Result result = decide(rest);
      if (turn == death % 3 || restOf(rest, result).isEmpty()) {
        int appended = death / 3 % (result.events().size() + 1);
        store(result, appended, user -> (user.hashCode() + death) % 3 > 0, false);
        return;
      }
      store(result, result.events().size(), _ -> true, true);
      rest = restOf(rest, result);
    }
  }

  private static List<LoggedCommand> restOf(List<LoggedCommand> batch, Turn.Result result) {
    return batch.subList(result.outcomes().size(), batch.size());
  }

  Turn.Result decide(List<LoggedCommand> batch) {
    return decide(load(), batch);
  }

  /// By a router that knows the conversation as it was then, and asks what is stored now.
  Turn.Result decide(ConversationState known, List<LoggedCommand> batch) {
    Turn turn = new Turn(machine, subject, known, 0, List.copyOf(batch));
    Optional<Question> question = turn.proceed(LookedUp.NOTHING);
    while (question.isPresent()) {
      question = turn.proceed(lookUp(question.get()));
    }
    for (Turn.Outcome outcome : turn.result().outcomes()) {
      if (outcome.decision() instanceof Decision.Broken(RuntimeException cause)) {
        throw new AssertionError("broken", cause);
      }
    }
    return turn.result();
  }

  ConversationState load() {
    List<EventRef> tail =
        events.reversed().stream().limit(limits.window()).map(EventRef::of).toList();
    long version = tail.isEmpty() ? 0 : tail.getFirst().rosterVersion();
    return ConversationState.of(
        limits.window(),
        tail,
        version == 0
            ? Roster.getDefaultInstance()
            : Optional.ofNullable(rosters.get(version)).orElseThrow(),
        tally);
  }

  /// As the shell does, or until it dies.
  ///
  /// @param appended of the events
  /// @param written whether what concerns this user is written; nothing is if not all events are
  /// @param counted whether it comes to its end
  void store(Turn.Result result, int appended, Predicate<String> written, boolean counted) {
    result
        .rosters()
        .forEach(roster -> rosters.merge(roster.getVersion(), roster, StoredConversation::later));
    events.addAll(result.events().subList(0, appended));
    if (appended < result.events().size()) {
      return;
    }
    result
        .standings()
        .forEach((user, standing) -> {
          if (written.test(user)) {
            standings.merge(user, standing, StoredConversation::later);
          }
        });
    for (Place place : result.places()) {
      if (written.test(place.user())) {
        places.merge(place.roll() + "/" + place.ordinal(), place, StoredConversation::later);
      }
    }
    if (!counted) {
      return;
    }
    if (!result.rosters().isEmpty()) {
      shown = later(shown, result.rosters().getLast());
    }
    result.sent().forEach((user, id) -> sent.merge(user, id, Math::max));
    result.tally().ifPresent(after -> tally = after.asOfId() >= tally.asOfId() ? after : tally);
  }

  private static Roster later(Roster there, Roster added) {
    return added.getMessageId() >= there.getMessageId() ? added : there;
  }

  private static Standing later(Standing there, Standing added) {
    return added.changedId() >= there.changedId() ? added : there;
  }

  private static Place later(Place there, Place added) {
    return added.changedId() >= there.changedId() ? added : there;
  }

  LookedUp lookUp(Question question) {
    return switch (question) {
      case Question.FindNewest(long upTo) ->
          events.reversed().stream()
              .map(EventRef::of)
              .filter(event -> event.messageId() <= upTo)
              .findFirst()
              .<LookedUp>map(LookedUp.Found::new)
              .orElseGet(LookedUp.Absent::new);
      case Question.FindStandings(Set<String> users) -> {
        Map<String, Standing> found = new HashMap<>();
        users.forEach(user -> found.put(user, standings.getOrDefault(user, Standing.NONE)));
        yield new LookedUp.Standings(found);
      }
      case Question.FindLastSent _ -> new LookedUp.LastSent(sent);
      case Question.FindTally() -> new LookedUp.Counted(tally);
      case Question.FindKept _ -> new LookedUp.Kept(Map.of());
      case Question.FindOriginal asked -> throw new AssertionError(asked);
    };
  }

  Roster version(long version) {
    return rosters.getOrDefault(version, Roster.getDefaultInstance());
  }

  Roster newest() {
    return rosters.isEmpty() ? Roster.getDefaultInstance() : rosters.lastEntry().getValue();
  }

  Standing of(String user) {
    return standings.getOrDefault(user, Standing.NONE);
  }

  boolean isOn(Roll roll, String user) {
    return places.values().stream()
        .anyMatch(place -> place.roll() == roll && place.user().equals(user) && place.present());
  }

  /// Why it was refused; unspecified when it was not.
  static Code codeOf(Decision decision) {
    return decision instanceof Decision.Refused refused ? refused.code() : Code.CODE_UNSPECIFIED;
  }
}
