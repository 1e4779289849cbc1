package io.parley.history;

import io.parley.runtime.config.Require;

/// What bounds a partition and a write. The same for all that use a keyspace, for ever: a row is
/// found by the bucket that its seq falls into.
///
/// @param bucketEvents events of a bucket, and so rows of a partition
/// @param writeBytes of one write, about; a single larger event is written all the same
record Sizes(int bucketEvents, int writeBytes) {
  /// The largest message takes 18 KB with everything about it (4,096 characters of four bytes), so
  /// a partition stays below 90 MB. A write stays far below half a segment of the commit log, which
  /// is what Cassandra takes at most (4 MiB with the segments of one machine).
  static final Sizes STANDARD = new Sizes(5_000, 512 * 1024);

  Sizes {
    Require.atLeast(1, bucketEvents, "bucketEvents");
    Require.atLeast(1, writeBytes, "writeBytes");
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
}
