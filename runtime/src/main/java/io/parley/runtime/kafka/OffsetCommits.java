package io.parley.runtime.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the group how far handling has come: in the background at an interval, and at once when
/// partitions leave. A commit that fails is made good by the next one; until then more would be
/// handled again, nothing less. Belongs to the loop's thread.
final class OffsetCommits {
  private static final Logger LOG = LoggerFactory.getLogger(OffsetCommits.class);

  private final Consumer<byte[], byte[]> consumer;
  private final long intervalNanos;
  private final Assignment.Tools tools;
  private boolean underWay;
  private long nextAt;

  OffsetCommits(Consumer<byte[], byte[]> consumer, Duration interval, Assignment.Tools tools) {
    this.consumer = consumer;
    this.intervalNanos = interval.toNanos();
    this.tools = tools;
    this.nextAt = tools.nanoTime().getAsLong();
  }

  /// Starts a commit if it is time and there is something to commit; one at a time.
  void commitWhenDue(List<AssignedPartition> partitions) {
    long now = tools.nanoTime().getAsLong();
    if (underWay || now - nextAt < 0) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = toCommit(partitions);
    if (offsets.isEmpty()) {
      return;
    }
    underWay = true;
    nextAt = now + intervalNanos;
    consumer.commitAsync(
        offsets,
        (committed, failure) -> {
          underWay = false;
          ended(partitions, offsets, now, failure);
        });
  }

  /// Commits what has been handled of these and waits for it, `within` at most.
  void commitNow(Collection<AssignedPartition> partitions, Duration within) {
    Map<TopicPartition, OffsetAndMetadata> offsets = toCommit(partitions);
    if (offsets.isEmpty()) {
      return;
    }
    long now = tools.nanoTime().getAsLong();
    @Nullable Exception failure = null;
    try {
      Undisturbed.run(() -> consumer.commitSync(offsets, within));
    } catch (KafkaException e) {
      failure = e;
    }
    ended(partitions, offsets, now, failure);
  }

  /// Nanoseconds until a commit is due; [Long#MAX_VALUE] when there is nothing to commit.
  long dueIn(Collection<AssignedPartition> partitions) {
    if (partitions.stream().allMatch(p -> p.queue().toCommit().isEmpty())) {
      return Long.MAX_VALUE;
    }
    // While one is under way, the next one waits for its answer, which does not end a poll
    return underWay ? intervalNanos : Math.max(0, nextAt - tools.nanoTime().getAsLong());
  }

  private static Map<TopicPartition, OffsetAndMetadata> toCommit(
      Collection<AssignedPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (AssignedPartition partition : partitions) {
      partition.queue().toCommit().ifPresent(offset -> offsets.put(partition.id(), offset));
    }
    return offsets;
  }

  private void ended(
      Collection<AssignedPartition> partitions,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      long begunAt,
      @Nullable Exception failure) {
    if (failure != null) {
      tools.metrics().commitFailed();
      LOG.warn("offsets of {} partitions were not committed", offsets.size(), failure);
      return;
    }
    tools.metrics().committed(Duration.ofNanos(tools.nanoTime().getAsLong() - begunAt));
    for (AssignedPartition partition : partitions) {
      OffsetAndMetadata offset = offsets.get(partition.id());
      if (offset != null) {
        partition.queue().committed(offset.offset());
      }
    }
  }
}
