package io.parley.history;

import java.util.List;
import java.util.concurrent.CompletionStage;

/// The rows of conversations, bucket by bucket. Every read sees what was known to be stored when it
/// began.
interface BucketRows<R> {
  /// The bucket that an event with this id is in, if it exists: the last one that began at or below
  /// it. With the largest id there is, the newest bucket, which may be empty still; all before it
  /// are full.
  CompletionStage<Integer> bucketAt(String conversation, long messageId);

  /// Newest first.
  CompletionStage<List<R>> newest(Slice slice);

  /// Oldest first.
  CompletionStage<List<R>> oldest(Slice slice);

  /// Whether this is the last event that its bucket has room for: only then can there be another
  /// bucket after it.
  boolean fillsBucket(R row);

  /// The bucket that the event with this seq is in.
  int bucketOf(long seq);

  /// A part of one bucket.
  ///
  /// @param above ids are larger than this
  /// @param below ids are smaller than this
  record Slice(String conversation, int bucket, long above, long below, int limit) {
    Slice of(int otherBucket, int otherLimit) {
      return new Slice(conversation, otherBucket, above, below, otherLimit);
    }
  }
}
