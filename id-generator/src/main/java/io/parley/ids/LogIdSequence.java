package io.parley.ids;

/// The ids of one partition's records, in the order of their offsets: a pure function of the log.
/// Immutable: [#next] gives the sequence after one more record, whose id is its [#lastId].
///
/// The rule, for the record after `lastId`:
/// - its tick is the later of its own time and the last tick;
/// - its sequence is one more than the last one in that tick, from 0 in a new tick; the 4,097th
///   record of a tick carries into the next tick;
/// - the worker bits are the partition, always.
///
/// From that: ids rise strictly within a partition, partitions never share an id, and whoever
/// starts from the last id alone continues exactly as the one who wrote it would have. *Every*
/// record takes an id, whatever becomes of it, or two routers would count differently.
///
/// A time that says nothing changes nothing: a record without a timestamp (-1), from before the
/// epoch, or from beyond the 41 bits takes the last tick. Such a record must not stop its
/// partition, and both routers of an overlap read the same time from the log.
///
/// A broker's clock that jumps ahead and comes back leaves the tick where the jump put it until
/// real time has caught up: ids keep rising, 4,096 records to a tick, but the time they show is too
/// late by up to the size of the jump. Nothing here can tell that from a quiet year, so nothing
/// here guesses.
///
/// @param partition 0 to 1023
/// @param lastId the id of the last record seen; before the first one, tick 0 with sequence 0
public record LogIdSequence(int partition, long lastId) {
  private static final String VERSION = "1:";

  public LogIdSequence {
    if (partition < 0 || partition >= SnowflakeLayout.WORKERS) {
      throw new IllegalArgumentException(
          "partition: " + partition + " (expected: 0.." + (SnowflakeLayout.WORKERS - 1) + ")");
    }
    if (lastId < 0 || SnowflakeLayout.worker(lastId) != partition) {
      throw new IllegalArgumentException(
          "lastId: " + lastId + " (expected: an id with worker " + partition + ")");
    }
  }

  /// Before the first record of the partition.
  public static LogIdSequence beforeFirst(int partition) {
    return new LogIdSequence(partition, (long) partition * SnowflakeLayout.SEQUENCES);
  }

  /// What the metadata of a committed offset says, as [#metadata] wrote it.
  public static Resumption resume(int partition, String metadata) {
    if (!metadata.startsWith(VERSION)) {
      return new Unreadable("does not start with " + VERSION);
    }
    long id = SnowflakeLayout.parseDecimal(metadata.substring(VERSION.length()));
    if (id < 0) {
      return new Unreadable("last id is no decimal of 0 to 2^63-1");
    }
    int worker = SnowflakeLayout.worker(id);
    return worker == partition
        ? new Resumed(new LogIdSequence(partition, id))
        : new Unreadable("last id is of partition " + worker + ", not " + partition);
  }

  /// To be committed with the offset after the last record seen; at most 21 characters.
  public String metadata() {
    return VERSION + lastId;
  }

  /// The sequence after one more record.
  ///
  /// @param recordTimeMs the record's log time, in milliseconds since 1970; any value
  /// @throws IllegalStateException when the layout has no id left, in the year 2093
  public LogIdSequence next(long recordTimeMs) {
    long last = SnowflakeLayout.position(lastId);
    if (last == SnowflakeLayout.MAX_POSITION) {
      throw new IllegalStateException("lastId: " + lastId + " (expected: one that has a next)");
    }
    long tick = WallTicks.ofEpochMilli(recordTimeMs);
    boolean saysNothing = tick < 0 || tick > SnowflakeLayout.MAX_TICK;
    long position =
        saysNothing ? last + 1 : Math.max(SnowflakeLayout.firstPositionOf(tick), last + 1);
    return new LogIdSequence(partition, SnowflakeLayout.idAt(position, partition));
  }

  /// Metadata is written by us but stored by others (an operator's tool resets offsets with none).
  public sealed interface Resumption {}

  public record Resumed(LogIdSequence sequence) implements Resumption {}

  /// Nothing to resume from.
  ///
  /// @param reason for a log line
  public record Unreadable(String reason) implements Resumption {}
}
