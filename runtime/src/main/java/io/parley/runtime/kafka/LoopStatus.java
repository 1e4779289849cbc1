package io.parley.runtime.kafka;

import io.parley.runtime.kafka.LoopHealth.Stall;
import io.parley.runtime.kafka.LoopHealth.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What a loop lets others know of itself: written by its thread, read by any.
final class LoopStatus {
  private final LongSupplier nanoTime;
  private volatile State state = State.NEW;
  private volatile @Nullable String failure;
  private volatile int partitions;
  private volatile List<Trouble> troubles = List.of();
  private volatile long polledAt;

  private record Trouble(LogPartition partition, int failures, long since, String reason) {}

  LoopStatus(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.polledAt = nanoTime.getAsLong();
  }

  void running() {
    polledAt = nanoTime.getAsLong();
    state = State.RUNNING;
  }

  void polled() {
    polledAt = nanoTime.getAsLong();
  }

  void looked(List<AssignedPartition> assigned) {
    partitions = assigned.size();
    List<Trouble> found = new ArrayList<>();
    for (AssignedPartition partition : assigned) {
      AssignedPartition.Trouble trouble = partition.trouble();
      if (trouble != null) {
        found.add(
            new Trouble(
                LogPartition.of(partition.id()),
                partition.failures(),
                trouble.since(),
                trouble.reason()));
      }
    }
    troubles = List.copyOf(found);
  }

  void stopped() {
    gone(State.STOPPED);
  }

  void failed(Throwable failure) {
    this.failure = failure.getClass().getSimpleName();
    gone(State.FAILED);
  }

  private void gone(State how) {
    partitions = 0;
    troubles = List.of();
    state = how;
  }

  LoopHealth health() {
    long now = nanoTime.getAsLong();
    List<Stall> stalled =
        troubles.stream()
            .map(trouble ->
                new Stall(
                    trouble.partition(),
                    trouble.failures(),
                    Duration.ofNanos(now - trouble.since()),
                    trouble.reason()))
            .toList();
    return new LoopHealth(state, failure, partitions, stalled, Duration.ofNanos(now - polledAt));
  }
}
