package io.parley.runtime.kafka;

import java.util.List;

/// What a [TopicSetup] did and found.
///
/// @param created topics that were missing and are there now
/// @param differences where topics that were there are not as they should be
public record TopicReport(List<String> created, List<Difference> differences) {
  public TopicReport {
    created = List.copyOf(created);
    differences = List.copyOf(differences);
  }

  /// One thing that is not as it should be.
  ///
  /// @param property `partitions`, `replication`, or the name of a topic's setting
  public record Difference(String topic, String property, String expected, String actual) {
    /// A sentence for a log or a start-up error.
    public String inWords() {
      return "topic %s: %s: %s (expected: %s)".formatted(topic, property, actual, expected);
    }
  }
}
