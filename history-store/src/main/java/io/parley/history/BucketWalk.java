package io.parley.history;

import io.parley.history.BucketRows.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Reads a conversation across its buckets, so that nobody else sees that it has any.
///
/// Nearly every conversation has only bucket 0, so that is read beside the directory and not after
/// it: one round trip. Where the directory says that there are more, what was read of bucket 0 may
/// be older than what the directory said, and is read again if it is needed.
final class BucketWalk<R> {
  private final BucketRows<R> rows;

  BucketWalk(BucketRows<R> rows) {
    this.rows = rows;
  }

  /// Newest first, with ids between `above` and `below`: `limit` of them, or all when there are
  /// fewer.
  CompletionStage<List<R>> newest(String conversation, long above, long below, int limit) {
    Slice inFirst = new Slice(conversation, 0, above, below, limit);
    return rows.bucketAt(conversation, below - 1)
        .thenCombine(
            rows.newest(inFirst),
            (bucket, found) ->
                bucket == 0
                    ? CompletableFuture.completedStage(found)
                    : down(inFirst.of(bucket, limit), bucket, new ArrayList<>()))
        .thenCompose(stage -> stage);
  }

  private CompletionStage<List<R>> down(Slice slice, int start, List<R> found) {
    return rows.newest(slice)
        .thenCompose(page -> {
          found.addAll(page);
          int left = slice.limit() - page.size();
          // where the walk starts there may be no event yet; further down there is one in every
          // bucket, and none of them above `above` if not the newest is
          boolean atEnd = slice.bucket() == 0 || (page.isEmpty() && slice.bucket() < start);
          return left == 0 || atEnd
              ? CompletableFuture.completedStage(found)
              : down(slice.of(slice.bucket() - 1, left), start, found);
        });
  }

  /// Oldest first, with ids above `above`: `limit` of them, or all when there are fewer.
  CompletionStage<List<R>> oldest(String conversation, long above, int limit) {
    Slice inFirst = new Slice(conversation, 0, above, Long.MAX_VALUE, limit);
    return rows.bucketAt(conversation, Long.MAX_VALUE - 1)
        .thenCombine(
            rows.oldest(inFirst),
            (last, found) ->
                last == 0
                    ? CompletableFuture.completedStage(found)
                    : rows.bucketAt(conversation, above)
                        .thenCompose(
                            start -> up(inFirst.of(start, limit), last, new ArrayList<>())))
        .thenCompose(stage -> stage);
  }

  private CompletionStage<List<R>> up(Slice slice, int last, List<R> found) {
    return rows.oldest(slice)
        .thenCompose(page -> {
          found.addAll(page);
          int left = slice.limit() - page.size();
          return left == 0 || slice.bucket() >= last
              ? CompletableFuture.completedStage(found)
              : up(slice.of(slice.bucket() + 1, left), last, found);
        });
  }
}
