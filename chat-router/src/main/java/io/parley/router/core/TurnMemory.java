package io.parley.router.core;

import io.parley.history.EventRef;
import io.parley.history.Inboxes.KeptAll;
import io.parley.history.Standing;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Command;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What a turn knows already of what its machine asks: what an earlier command has changed, and
/// what was looked up together with something else.
final class TurnMemory {
  private final Subject subject;
  private final List<LoggedCommand> commands;

  /// As they are stored. What the turn has changed does not stand for them: told again, it may be
  /// older.
  private final Map<String, Standing> standings = new HashMap<>();

  private final Map<String, Standing> changed = new HashMap<>();

  /// By user; 0 where none was noted.
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
      case Question.FindLastSent(Set<String> users) when lastSent.keySet().containsAll(users) ->
          Optional.of(new LookedUp.LastSent(some(lastSent, users)));
      case Question.FindKept(var _, Set<String> conversations)
          when kept.keySet().containsAll(conversations) ->
          Optional.of(new LookedUp.Kept(some(kept, conversations)));
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

  private static <V> Map<String, V> some(Map<String, V> all, Set<String> names) {
    Map<String, V> some = new HashMap<>(all);
    some.keySet().retainAll(names);
    return some;
  }

  /// What is looked up with it in one go: what the commands from this one on need of the same kind,
  /// as far as it fits.
  Question toAsk(Question question, int command) {
    return switch (question) {
      case Question.FindStandings(Set<String> users) ->
          new Question.FindStandings(
              withLater(users, standings.keySet(), command, logged -> Named.of(subject, logged)));
      case Question.FindLastSent(Set<String> users) ->
          new Question.FindLastSent(
              withLater(users, lastSent.keySet(), command, TurnMemory::senderOf));
      case Question.FindKept(String user, Set<String> conversations) ->
          new Question.FindKept(
              user, withLater(conversations, kept.keySet(), command, TurnMemory::keptBy));
      case Question.FindNewest _, Question.FindOriginal _, Question.FindTally _ -> question;
    };
  }

  private Set<String> withLater(
      Set<String> asked, Set<String> known, int command, Function<LoggedCommand, Set<String>> of) {
    Set<String> all = new HashSet<>(asked);
    all.removeAll(known);
    for (int i = command + 1; i < commands.size(); i++) {
      Set<String> more = new HashSet<>(of.apply(commands.get(i)));
      more.removeAll(known);
      more.addAll(all);
      if (more.size() > Question.NAMED_MAX) {
        break;
      }
      all = more;
    }
    return all;
  }

  private static Set<String> senderOf(LoggedCommand logged) {
    return logged.command().hasSend() ? Set.of(logged.user()) : Set.of();
  }

  private static Set<String> keptBy(LoggedCommand logged) {
    Command command = logged.command();
    Optional<String> conversation =
        switch (command.getBodyCase()) {
          case ARCHIVE -> Optional.of(command.getArchive().getConversation());
          case MUTE -> Optional.of(command.getMute().getConversation());
          case PIN -> Optional.of(command.getPin().getConversation());
          default -> Optional.empty();
        };
    return conversation
        .filter(name -> ConversationId.parse(name).isPresent())
        .map(Set::of)
        .orElse(Set.of());
  }

  /// The machine asks once more, and is answered from here.
  ///
  /// @param answers what the command that asked knows
  Answers learn(Question question, LookedUp answer, Answers answers) {
    switch (question) {
      case Question.FindStandings(Set<String> users)
          when answer instanceof LookedUp.Standings(var found) ->
          users.forEach(user -> standings.put(user, found.getOrDefault(user, Standing.NONE)));
      case Question.FindLastSent(Set<String> users)
          when answer instanceof LookedUp.LastSent(var found) ->
          users.forEach(user -> noted(user, found.getOrDefault(user, 0L)));
      case Question.FindKept(var _, Set<String> conversations)
          when answer instanceof LookedUp.Kept(var found) ->
          conversations.forEach(name -> kept.put(name, found.getOrDefault(name, KeptAll.NOTHING)));
      case Question.FindNewest _,
          Question.FindOriginal _,
          Question.FindStandings _,
          Question.FindLastSent _,
          Question.FindTally _,
          Question.FindKept _ -> {
        return answers.with(question, answer);
      }
    }
    return answers;
  }

  void moved(Map<String, Standing> changes) {
    changes.forEach((user, standing) -> changed.merge(user, standing, Followups::later));
  }

  void sent(EventRef message) {
    noted(message.sender(), message.messageId());
  }

  private void noted(String user, long messageId) {
    lastSent.merge(user, messageId, Math::max);
  }

  void kept(String conversation, KeptAll all) {
    kept.put(conversation, all);
  }
}
