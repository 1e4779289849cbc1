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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Records of one partition as they came, read and sorted.
///
/// @param answered what asks nothing of any conversation
/// @param commands of each subject, in the order of the log
/// @param after the ids of the log, after the last record
record Batch(List<Item> answered, Map<Subject, List<ToDecide>> commands, LogIdSequence after) {
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

  /// Every record takes an id, whatever it holds.
  ///
  /// @param log which incarnation of it
  /// @param before the ids of the log, before the first record
  static Batch read(long log, LogIdSequence before, List<CommandRecord> records) {
    List<Item> answered = new ArrayList<>();
    Map<Subject, List<ToDecide>> commands = new LinkedHashMap<>();
    LogIdSequence ids = before;
    for (CommandRecord record : records) {
      ids = ids.next(record.timeMs());
      Optional<Command> command = commandOf(record);
      if (command.isEmpty()) {
        answered.add(new Unreadable(record));
        continue;
      }
      LogPosition position = new LogPosition(log, ids.partition(), record.offset());
      LoggedCommand logged =
          new LoggedCommand(position, record.timeMs(), ids.lastId(), command.get());
      switch (Admission.of(record.key(), command.get())) {
        case Admission.Rejected(var refusal) ->
            answered.add(
                new Rejected(record, logged, refusal, Effects.refusal(command.get(), refusal)));
        case Admission.Admitted(var subject) ->
            commands
                .computeIfAbsent(subject, _ -> new ArrayList<>())
                .add(new ToDecide(record, logged));
      }
    }
    return new Batch(answered, commands, ids);
  }

  /// A record that does not say its schema is of the first one.
  private static Optional<Command> commandOf(CommandRecord record) {
    boolean known = record.schema().map(RecordHeaders.SCHEMA_V1::equals).orElse(true);
    return known ? Admission.read(record.value()) : Optional.empty();
  }
}
