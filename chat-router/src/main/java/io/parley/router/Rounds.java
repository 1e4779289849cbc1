package io.parley.router;

import io.parley.router.core.LoggedCommand;
import io.parley.router.core.Subject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Takes a batch round by round: what a round decides is stored and told before the next one
/// begins. So a conversation that everybody talks in at once, or one that has to store after every
/// second command, holds up the others of its batch by one round only. Belongs to the lane.
final class Rounds {
  /// Commands of one subject in a round.
  static final int ROUND_MAX = 64;

  private static final Comparator<Batch.Item> BY_OFFSET =
      Comparator.comparingLong(item -> item.record().offset());

  /// Commands of each subject that are not decided yet, in the order of the log.
  private final Map<Subject, Deque<Batch.ToDecide>> waiting = new LinkedHashMap<>();

  /// What can be told at the end of this round.
  private final List<Batch.Item> over;

  /// What one subject is to do next.
  record Commands(Subject subject, List<LoggedCommand> commands) {}

  Rounds(Batch batch) {
    batch
        .commands()
        .forEach((subject, commands) -> waiting.put(subject, new ArrayDeque<>(commands)));
    // What asks nothing of any conversation is answered first
    this.over = new ArrayList<>(batch.answered());
  }

  boolean areOver() {
    return waiting.isEmpty() && over.isEmpty();
  }

  /// What there is to do in the next round.
  List<Commands> begin() {
    List<Commands> all = new ArrayList<>(waiting.size());
    waiting.forEach((subject, commands) ->
        all.add(
            new Commands(
                subject,
                commands.stream().limit(ROUND_MAX).map(Batch.ToDecide::command).toList())));
    return all;
  }

  /// So many of the subject's commands are decided; the others wait for the next round.
  void decided(Subject subject, int count) {
    Deque<Batch.ToDecide> commands = waiting.get(subject);
    if (commands == null || count < 1 || count > commands.size()) {
      throw new IllegalStateException(
          "%s: %d commands decided (expected: 1 to %d)"
              .formatted(subject.text(), count, commands == null ? 0 : commands.size()));
    }
    for (int i = 0; i < count; i++) {
      over.add(commands.remove());
    }
    if (commands.isEmpty()) {
      waiting.remove(subject);
    }
  }

  /// What the round has come to, in the order of the log.
  List<Batch.Item> end() {
    over.sort(BY_OFFSET);
    List<Batch.Item> items = List.copyOf(over);
    over.clear();
    return items;
  }
}
