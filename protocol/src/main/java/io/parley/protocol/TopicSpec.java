package io.parley.protocol;

import java.util.Map;

/// One topic as it has to be created. How often it is replicated is the deployment's business.
///
/// @param partitions never changed on a live topic without knowing what hangs on it: see [Topics]
/// @param settings Kafka's per-topic configuration, by Kafka's names
public record TopicSpec(String name, int partitions, Map<String, String> settings) {
  /// Kafka's own limits.
  private static final String NAME_PATTERN = "[a-zA-Z0-9._-]{1,249}";

  public TopicSpec {
    if (!name.matches(NAME_PATTERN) || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException(
          "name: \"" + Refusal.excerpt(name) + "\" (expected: " + NAME_PATTERN + ")");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions: " + partitions + " (expected: >= 1)");
    }
    settings = Map.copyOf(settings);
  }

  public TopicSpec withPartitions(int count) {
    return new TopicSpec(name, count, settings);
  }
}
