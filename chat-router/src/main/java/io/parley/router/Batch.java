package io.parley.router;

import io.parley.history.LogPosition;
import io.parley.ids.LogIdSequence;
import io.parley.protocol.RecordHeaders;
import io.parley.protocol.v1.Command;
import io.parley.router.core.Admission;
import io.parley.router.core.Decision;
import io.parley.router.core.Effects;
import io.parley.router.core.LoggedCommand;
import io.parley.router.core.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Records of one partition as they came, read and sorted into rounds.
///
/// @param rounds one after another; all of a subject's commands stand in them in the order of the
///   log
/// @param after the ids of the log, after the last record
record Batch(List<Round> rounds, LogIdSequence after) {
  /// Commands of one subject in a round. A conversation that everybody talks in at once takes many
  /// rounds, and the others of its batch wait for the first one only.
  static final int ROUND_MAX = 64;

  /// What is decided, stored and announced together.
  ///
  /// @param items in the order of the log
  /// @param subjects each with its commands, in the order of the log
  record Round(List<Item> items, List<Commands> subjects) {}

  /// A record, and what can be said of it without knowing its conversation.
  sealed interface Item {
    CommandRecord record();
  }

  /// Nobody knows whom to tell.
  record Unreadable(CommandRecord record) implements Item {}

  /// The asker is told why.
  record Rejected(
      CommandRecord record, LoggedCommand command, Decision.Refused refused, Effects effects)
      implements Item {}

  record ToDecide(CommandRecord record, LoggedCommand command) implements Item {}

  /// What one subject is to do.
  record Commands(Subject subject, List<LoggedCommand> commands) {}

  /// Every record takes an id, whatever it holds.
  ///
  /// @param log which incarnation of it
  /// @param before the ids of the log, before the first record
  static Batch read(long log, LogIdSequence before, List<CommandRecord> records) {
    Sorting sorting = new Sorting();
    LogIdSequence ids = before;
    for (CommandRecord record : records) {
      ids = ids.next(record.timeMs());
      Optional<Command> command = commandOf(record);
      if (command.isEmpty()) {
        sorting.add(new Unreadable(record));
        continue;
      }
      LogPosition position = new LogPosition(log, ids.partition(), record.offset());
      LoggedCommand logged =
          new LoggedCommand(position, record.timeMs(), ids.lastId(), command.get());
      switch (Admission.of(record.key(), command.get())) {
        case Admission.Rejected(var refusal) ->
            sorting.add(
                new Rejected(record, logged, refusal, Effects.refusal(command.get(), refusal)));
        case Admission.Admitted(var subject) -> sorting.add(subject, new ToDecide(record, logged));
      }
    }
    return new Batch(sorting.rounds(), ids);
  }

  /// A record that does not say its schema is of the first one.
  private static Optional<Command> commandOf(CommandRecord record) {
    boolean known = record.schema().map(RecordHeaders.SCHEMA_V1::equals).orElse(true);
    return known ? Admission.read(record.value()) : Optional.empty();
  }

  /// Nearly every batch is of one round.
  private static final class Sorting {
    private final List<Unsorted> rounds = new ArrayList<>();
    private final Map<Subject, Integer> counts = new HashMap<>();

    private record Unsorted(List<Item> items, Map<Subject, List<LoggedCommand>> bySubject) {
      Unsorted() {
        this(new ArrayList<>(), new LinkedHashMap<>());
      }

      Round sorted() {
        return new Round(
            List.copyOf(items),
            bySubject.entrySet().stream()
                .map(entry -> new Commands(entry.getKey(), List.copyOf(entry.getValue())))
                .toList());
      }
    }

    /// What asks nothing of any conversation is answered first.
    void add(Item item) {
      round(0).items().add(item);
    }

    void add(Subject subject, ToDecide item) {
      int before = counts.merge(subject, 1, Integer::sum) - 1;
      Unsorted round = round(before / ROUND_MAX);
      round.items().add(item);
      round.bySubject().computeIfAbsent(subject, _ -> new ArrayList<>()).add(item.command());
    }

    private Unsorted round(int number) {
      while (rounds.size() <= number) {
        rounds.add(new Unsorted());
      }
      return rounds.get(number);
    }

    List<Round> rounds() {
      return rounds.stream().map(Unsorted::sorted).toList();
    }
  }
}
