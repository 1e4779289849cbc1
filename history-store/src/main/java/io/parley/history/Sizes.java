package io.parley.history;

import io.parley.runtime.config.Require;

/// What bounds a partition and a write. The same for all that use a keyspace, for ever: a row is
/// found by the bucket that its seq falls into, or by the page that its ordinal does.
///
/// @param bucketEvents events of a bucket, and so rows of a partition
/// @param writeBytes of one write, about; a single larger event or roster is written all the same
/// @param rollPlaces places of a page of a channel's roll, and so rows of a partition
record Sizes(int bucketEvents, int writeBytes, int rollPlaces) {
  /// An event takes 19.5 KB at most with everything about it (as many names as may be added by one
  /// command), a conversation's first 69 KB (as many as a group is made with), so a partition stays
  /// below 100 MB. A write stays far below half a segment of the commit log, which is what
  /// Cassandra takes at most (4 MiB with the segments of one machine).
  static final Sizes STANDARD = new Sizes(5_000, 512 * 1024, 5_000);

  Sizes {
    Require.atLeast(1, bucketEvents, "bucketEvents");
    Require.atLeast(1, writeBytes, "writeBytes");
    Require.atLeast(1, rollPlaces, "rollPlaces");
  }

  int bucketOf(long seq) {
    return Math.toIntExact((seq - 1) / bucketEvents);
  }

  long firstSeqOf(int bucket) {
    return (long) bucket * bucketEvents + 1;
  }

  boolean isLastOfBucket(long seq) {
    return seq % bucketEvents == 0;
  }

  /// Which page of a roll this place is on, from 0.
  int rollPageOf(long ordinal) {
    return Math.toIntExact((ordinal - 1) / rollPlaces);
  }

  /// The last ordinal before those of this page of a roll.
  long lastPlaceBefore(int page) {
    return (long) page * rollPlaces;
  }
}
