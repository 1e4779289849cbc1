package io.parley.testing.delivery;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What a checker found.
///
/// @param attempted messages that somebody tried to send
/// @param acknowledged of these, those with at least one `sent`
/// @param stored events in the histories read back
/// @param seen pairs of device and event, each once
/// @param faults how often each promise was broken; none for those that held
/// @param examples of each fault the first few, in words
public record Verdict(
    int attempted,
    int acknowledged,
    int stored,
    int seen,
    Map<DeliveryFault, Integer> faults,
    List<String> examples) {
  public Verdict {
    faults = Map.copyOf(faults);
    examples = List.copyOf(examples);
  }

  /// Nothing was broken, and there was something to break.
  public boolean holds() {
    return faults.isEmpty() && acknowledged > 0;
  }

  public int count(DeliveryFault fault) {
    return faults.getOrDefault(fault, 0);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    text.append(
        "attempted %d, acknowledged %d, stored %d, seen %d"
            .formatted(attempted, acknowledged, stored, seen));
    for (DeliveryFault fault : DeliveryFault.values()) {
      text.append(", ").append(fault.name().toLowerCase(java.util.Locale.ROOT));
      text.append(' ').append(count(fault));
    }
    examples.forEach(example -> text.append("\n  ").append(example));
    return text.toString();
  }

  /// Counts faults and keeps the first examples of each.
  static final class Findings {
    private static final int EXAMPLES_MAX = 5;

    private final Map<DeliveryFault, Integer> counts = new EnumMap<>(DeliveryFault.class);
    private final List<String> examples = new ArrayList<>();

    void add(DeliveryFault fault, String example) {
      int count = counts.merge(fault, 1, Integer::sum);
      if (count <= EXAMPLES_MAX) {
        examples.add(fault + ": " + example);
      }
    }

    Map<DeliveryFault, Integer> counts() {
      return counts;
    }

    List<String> examples() {
      return examples;
    }
  }
}
