package io.parley.history;

/// Where in a log of commands an event was made. Positions compare only within one log and one of
/// its partitions: a topic that was deleted and created again is another log.
///
/// @param log which incarnation of the topic
public record LogPosition(long log, int partition, long offset) {
  public LogPosition {
    if (partition < 0 || offset < 0) {
      throw new IllegalArgumentException(
          "position: partition %d, offset %d (expected: >= 0)".formatted(partition, offset));
    }
  }

  /// Whether this one was reached at or after the other; false where they do not compare.
  public boolean isAtOrAfter(LogPosition other) {
    return log == other.log && partition == other.partition && offset >= other.offset;
  }
}
