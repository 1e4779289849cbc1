package io.parley.router.core;

import io.parley.history.EventRef;
import io.parley.history.Inboxes.KeptAll;
import io.parley.history.Standing;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What a turn knows already of what its machine asks: what an earlier command has changed, and
/// what was looked up together with something else.
final class TurnMemory {
  private final Subject subject;
  private final List<LoggedCommand> commands;

  /// As they are stored. What the turn has changed does not stand for them: told again, it may be
  /// older.
  private final Map<String, Standing> standings = new HashMap<>();

  private final Map<String, Standing> changed = new HashMap<>();
  private final Map<String, Long> lastSent = new HashMap<>();
  private final Map<String, KeptAll> kept = new HashMap<>();

  TurnMemory(Subject subject, List<LoggedCommand> commands) {
    this.subject = subject;
    this.commands = commands;
  }

  /// Empty when it has to be looked up.
  Optional<LookedUp> answer(Question question) {
    return switch (question) {
      case Question.FindStandings(Set<String> users) when standings.keySet().containsAll(users) ->
          Optional.of(new LookedUp.Standings(of(users)));
      case Question.FindLastSent(String user) when lastSent.containsKey(user) ->
          Optional.of(new LookedUp.LastSent(OptionalLong.of(lastSent.getOrDefault(user, 0L))));
      case Question.FindKept(var _, String conversation) when kept.containsKey(conversation) ->
          Optional.of(new LookedUp.Kept(kept.getOrDefault(conversation, KeptAll.NOTHING)));
      case Question.FindNewest _,
          Question.FindOriginal _,
          Question.FindStandings _,
          Question.FindLastSent _,
          Question.FindTally _,
          Question.FindKept _ ->
          Optional.empty();
    };
  }

  private Map<String, Standing> of(Set<String> users) {
    Map<String, Standing> some = HashMap.newHashMap(users.size());
    for (String user : users) {
      Standing stored = standings.getOrDefault(user, Standing.NONE);
      some.put(user, Followups.later(stored, changed.getOrDefault(user, stored)));
    }
    return some;
  }

  /// What is looked up with it in one go: the standings that the commands from this one on need, as
  /// far as they fit.
  Question toAsk(Question question, int command) {
    if (!(question instanceof Question.FindStandings(Set<String> users))) {
      return question;
    }
    Set<String> all = new HashSet<>(users);
    all.removeAll(standings.keySet());
    for (int i = command + 1; i < commands.size(); i++) {
      Set<String> more = new HashSet<>(Named.of(subject, commands.get(i)));
      more.removeAll(standings.keySet());
      more.addAll(all);
      if (more.size() > Question.STANDINGS_MAX) {
        break;
      }
      all = more;
    }
    return new Question.FindStandings(all);
  }

  /// @param answers what the command that asked knows
  Answers learn(Question question, LookedUp answer, Answers answers) {
    if (question instanceof Question.FindStandings(Set<String> users)
        && answer instanceof LookedUp.Standings(Map<String, Standing> found)) {
      // The machine asks once more, and is answered from here
      users.forEach(user -> standings.put(user, found.getOrDefault(user, Standing.NONE)));
      return answers;
    }
    return answers.with(question, answer);
  }

  void moved(Map<String, Standing> changes) {
    changes.forEach((user, standing) -> changed.merge(user, standing, Followups::later));
  }

  void sent(EventRef message) {
    lastSent.merge(message.sender(), message.messageId(), Math::max);
  }

  void kept(String conversation, KeptAll all) {
    kept.put(conversation, all);
  }
}
