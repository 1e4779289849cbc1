package io.parley.runtime.kafka;

/// Where to begin in a partition.
public sealed interface StartAt {
  /// After what the group has committed; at the beginning where it has not.
  record Committed() implements StartAt {}

  /// At the oldest record there is.
  record Beginning() implements StartAt {}

  /// After the newest record there is.
  record End() implements StartAt {}

  /// At this offset; at the nearest there is where the log does not have it.
  record Offset(long offset) implements StartAt {
    public Offset {
      if (offset < 0) {
        throw new IllegalArgumentException("offset: %d (expected: >= 0)".formatted(offset));
      }
    }
  }
}
