package io.parley.runtime.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Finds out where partitions begin and points the consumer there. Asks the brokers, for a bounded
/// time; the loop's thread.
final class StartPositions {
  private final Consumer<byte[], byte[]> consumer;
  private final Duration patience;

  StartPositions(Consumer<byte[], byte[]> consumer, Duration patience) {
    this.consumer = consumer;
    this.patience = patience;
  }

  /// Throws what the consumer throws, a timeout above all; nothing is to be handled then.
  Map<TopicPartition, StartPosition> find(List<AssignedPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> committed = committedOf(partitions);
    List<TopicPartition> fromBeginning = new ArrayList<>();
    List<TopicPartition> fromEnd = new ArrayList<>();
    Map<TopicPartition, Long> fromOffset = new HashMap<>();
    for (AssignedPartition partition : partitions) {
      TopicPartition id = partition.id();
      switch (partition.startAt()) {
        case StartAt.Committed() -> {
          if (committed.containsKey(id)) {
            // With its leader epoch, so that a log that was cut since is noticed
            consumer.seek(id, committed.get(id));
          } else {
            fromBeginning.add(id);
          }
        }
        case StartAt.Beginning() -> fromBeginning.add(id);
        case StartAt.End() -> fromEnd.add(id);
        case StartAt.Offset(long offset) -> fromOffset.put(id, offset);
      }
    }
    // Empty would mean all partitions
    if (!fromBeginning.isEmpty()) {
      consumer.seekToBeginning(fromBeginning);
    }
    if (!fromEnd.isEmpty()) {
      consumer.seekToEnd(fromEnd);
    }
    if (!fromOffset.isEmpty()) {
      seekWithin(fromOffset);
    }
    Map<TopicPartition, StartPosition> starts = new HashMap<>();
    for (AssignedPartition partition : partitions) {
      OffsetAndMetadata resumed = committed.get(partition.id());
      starts.put(
          partition.id(),
          resumed == null
              ? new StartPosition(position(partition.id()), partition.metadata())
              : new StartPosition(resumed.offset(), resumed.metadata()));
    }
    return starts;
  }

  private void seekWithin(Map<TopicPartition, Long> wanted) {
    Set<TopicPartition> ids = wanted.keySet();
    Map<TopicPartition, Long> first =
        Undisturbed.call(() -> consumer.beginningOffsets(ids, patience));
    Map<TopicPartition, Long> end = Undisturbed.call(() -> consumer.endOffsets(ids, patience));
    wanted.forEach((id, offset) -> {
      long oldest = Objects.requireNonNull(first.get(id));
      consumer.seek(id, Math.max(oldest, Math.min(offset, Objects.requireNonNull(end.get(id)))));
    });
  }

  private Map<TopicPartition, OffsetAndMetadata> committedOf(
      Collection<AssignedPartition> partitions) {
    Set<TopicPartition> asked = new HashSet<>();
    for (AssignedPartition partition : partitions) {
      if (partition.startAt() instanceof StartAt.Committed) {
        asked.add(partition.id());
      }
    }
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    if (!asked.isEmpty()) {
      committed.putAll(Undisturbed.call(() -> consumer.committed(asked, patience)));
      // Kafka's answer has a null for what was never committed
      committed.values().removeIf(offset -> offset == null);
    }
    return committed;
  }

  private long position(TopicPartition id) {
    return Undisturbed.call(() -> consumer.position(id, patience));
  }
}
