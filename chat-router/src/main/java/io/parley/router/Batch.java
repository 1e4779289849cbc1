package io.parley.router;

import io.parley.history.LogPosition;
import io.parley.ids.LogIdSequence;
import io.parley.protocol.ConversationId.Direct;
import io.parley.protocol.RecordHeaders;
import io.parley.protocol.v1.Command;
import io.parley.router.core.Admission;
import io.parley.router.core.Decision;
import io.parley.router.core.Effects;
import io.parley.router.core.LoggedCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Records of one partition as they came, read and sorted by conversation.
///
/// @param items in the order of the log
/// @param conversations each with its commands, in the order of the log
/// @param after the ids of the log, after the last record
record Batch(List<Item> items, List<Commands> conversations, LogIdSequence after) {

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

  /// What one conversation is to do.
  record Commands(Direct conversation, List<LoggedCommand> commands) {}

  /// Every record takes an id, whatever it holds.
  ///
  /// @param log which incarnation of it
  /// @param before the ids of the log, before the first record
  static Batch read(long log, LogIdSequence before, List<CommandRecord> records) {
    List<Item> items = new ArrayList<>(records.size());
    Map<Direct, List<LoggedCommand>> byConversation = new LinkedHashMap<>();
    LogIdSequence ids = before;
    for (CommandRecord record : records) {
      ids = ids.next(record.timeMs());
      Optional<Command> command = commandOf(record);
      if (command.isEmpty()) {
        items.add(new Unreadable(record));
        continue;
      }
      LogPosition position = new LogPosition(log, ids.partition(), record.offset());
      LoggedCommand logged =
          new LoggedCommand(position, record.timeMs(), ids.lastId(), command.get());
      switch (Admission.of(record.key(), command.get())) {
        case Admission.Rejected(var refusal) ->
            items.add(
                new Rejected(record, logged, refusal, Effects.refusal(command.get(), refusal)));
        case Admission.Admitted(var conversation) -> {
          items.add(new ToDecide(record, logged));
          byConversation.computeIfAbsent(conversation, _ -> new ArrayList<>()).add(logged);
        }
      }
    }
    List<Commands> conversations =
        byConversation.entrySet().stream()
            .map(entry -> new Commands(entry.getKey(), List.copyOf(entry.getValue())))
            .toList();
    return new Batch(List.copyOf(items), conversations, ids);
  }

  /// A record that does not say its schema is of the first one.
  private static Optional<Command> commandOf(CommandRecord record) {
    boolean known = record.schema().map(RecordHeaders.SCHEMA_V1::equals).orElse(true);
    return known ? Admission.read(record.value()) : Optional.empty();
  }
}
