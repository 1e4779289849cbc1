package io.parley.runtime.kafka;

import java.time.Duration;
import java.util.Map;

/// What one loop tells about itself, on its own thread; must neither block nor throw.
public interface ConsumerLoopMetrics {
  ConsumerLoopMetrics NONE = new ConsumerLoopMetrics() {};

  default void fetched(int records, long bytes) {}

  default void handled(int records, Duration took) {}

  /// A batch failed and will be handed over again.
  default void handlingFailed() {}

  default void committed(Duration took) {}

  default void commitFailed() {}

  default void rebalanced(Rebalance kind) {}

  /// A partition's next record was gone from the log; the loop went on at the oldest one left.
  default void recordsMissed() {}

  /// A partition was cut: what this loop was to read next, or has read, is not in the log any more.
  default void endLost() {}

  /// A poll failed in a way that may pass.
  default void pollFailed() {}

  /// About once a second.
  default void sampled(Sample sample) {}

  /// What happened to partitions.
  enum Rebalance {
    ASSIGNED,
    REVOKED,
    LOST
  }

  /// How a loop stands.
  ///
  /// @param partitions assigned to this loop
  /// @param paused not fetched, because enough of their records wait
  /// @param stalled whose handler fails over and over, does not end, or cannot be opened
  /// @param waitingRecords fetched and not yet handed over
  /// @param waitingBytes the same in bytes
  /// @param lag records between what was fetched and the end of the log, where known
  record Sample(
      int partitions,
      int paused,
      int stalled,
      int waitingRecords,
      long waitingBytes,
      Map<LogPartition, Long> lag) {
    public Sample {
      lag = Map.copyOf(lag);
    }
  }
}
