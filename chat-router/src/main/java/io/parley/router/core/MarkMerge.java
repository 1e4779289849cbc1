package io.parley.router.core;

import io.parley.router.core.Turn.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The watermarks of each user become one, and one receipt in the place of the last. Where they
/// came from several devices, the last one has to hear what the others said.
final class MarkMerge {
  private MarkMerge() {}

  /// @param outcomes of a turn, in which the marks are replaced
  static Map<String, Decision.Marked> merge(List<Outcome> outcomes, Audience everybody) {
    Map<String, Decision.Marked> marks = new LinkedHashMap<>();
    Map<String, Integer> last = new HashMap<>();
    Set<String> onSeveralDevices = new HashSet<>();
    for (int i = 0; i < outcomes.size(); i++) {
      LoggedCommand command = outcomes.get(i).command();
      if (outcomes.get(i).decision() instanceof Decision.Marked one) {
        marks.merge(command.user(), one, MarkMerge::furthest);
        Integer before = last.put(command.user(), i);
        if (before != null) {
          LoggedCommand earlier = outcomes.get(before).command();
          if (!earlier.device().equals(command.device())) {
            onSeveralDevices.add(command.user());
          }
          outcomes.set(before, new Outcome(earlier, new Decision.Ignored(), Effects.NONE));
        }
      }
    }
    last.forEach((user, i) -> {
      LoggedCommand command = outcomes.get(i).command();
      Decision.Marked all = Objects.requireNonNull(marks.get(user));
      outcomes.set(
          i,
          new Outcome(
              command,
              all,
              Effects.ofMark(everybody, command, all, onSeveralDevices.contains(user))));
    });
    return marks;
  }

  private static Decision.Marked furthest(Decision.Marked one, Decision.Marked other) {
    Decision.Marked reads = one.read() >= other.read() ? one : other;
    return new Decision.Marked(
        Math.max(one.delivered(), other.delivered()), reads.read(), reads.readMessageId());
  }
}
