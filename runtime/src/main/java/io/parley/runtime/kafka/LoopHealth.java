package io.parley.runtime.kafka;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a loop is, for a health check.
///
/// @param state what it is doing
/// @param failure why it failed, in a few words; only when it has
/// @param partitions how many it has been given
/// @param stalled those whose handler fails over and over, does not end, or cannot be opened
/// @param sinceLastPoll how long ago its thread last polled; much above a second, it is stuck
public record LoopHealth(
    State state,
    @Nullable String failure,
    int partitions,
    List<Stall> stalled,
    Duration sinceLastPoll) {

  public LoopHealth {
    stalled = List.copyOf(stalled);
  }

  /// What a loop is doing.
  public enum State {
    NEW,
    RUNNING,
    STOPPED,
    /// It ended by itself and handles nothing any more; the process should.
    FAILED
  }

  /// A partition that makes no progress although there is something to handle.
  public record Stall(LogPartition partition, int failures, Duration lasting, String reason) {}
}
