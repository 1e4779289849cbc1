package io.parley.runtime.kafka;

import io.parley.runtime.config.Require;
import java.util.Map;
import java.util.Set;

/// Which partitions a loop handles.
public sealed interface Subscription {
  /// A fair share of these topics' partitions, together with the other members of the group.
  record Group(String groupId, Set<String> topics) implements Subscription {
    public Group {
      Require.filled(groupId, "groupId");
      topics = Set.copyOf(topics);
      Require.atLeast(1, topics.size(), "topics");
    }
  }

  /// Just these, whoever else reads them. Nothing is committed.
  record Fixed(Map<LogPartition, StartAt> partitions) implements Subscription {
    public Fixed {
      partitions = Map.copyOf(partitions);
      Require.atLeast(1, partitions.size(), "partitions");
      if (partitions.values().stream().anyMatch(StartAt.Committed.class::isInstance)) {
        throw new IllegalArgumentException(
            "partitions: Committed (expected: without a group, not)");
      }
    }
  }
}
