package io.parley.history;

import io.parley.history.BucketRows.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Reads a conversation across its buckets, so that nobody else sees that it has any.
///
/// Bucket 0 is read first, and nearly always it is all: what is stored is a prefix, so as long as
/// bucket 0 is not full there is no other, and the directory need not be asked.
final class BucketWalk<R> {
  private final BucketRows<R> rows;

  BucketWalk(BucketRows<R> rows) {
    this.rows = rows;
  }

  /// Newest first, with ids between `above` and `below`: `limit` of them, or all when there are
  /// fewer.
  CompletionStage<List<R>> newest(String conversation, long above, long below, int limit) {
    Slice slice = new Slice(conversation, 0, above, below, limit);
    return rows.newest(slice)
        .thenCompose(first -> {
          boolean isAll = first.isEmpty() ? above == 0 : !rows.fillsBucket(first.getFirst());
          return isAll
              ? CompletableFuture.completedStage(first)
              : rows.bucketAt(conversation, below - 1)
                  .thenCompose(bucket -> new Down(bucket, first).from(slice.of(bucket, limit)));
        });
  }

  /// One walk from a bucket to the ones before it. Its reads follow one another.
  private final class Down {
    private final int start;
    private final List<R> first;
    private final List<R> found = new ArrayList<>();

    /// @param first what was read of bucket 0: final where it has the last event of the bucket
    Down(int start, List<R> first) {
      this.start = start;
      this.first = first;
    }

    CompletionStage<List<R>> from(Slice slice) {
      boolean isRead = slice.bucket() == 0 && (start == 0 || !first.isEmpty());
      if (isRead) {
        found.addAll(first.subList(0, Math.min(slice.limit(), first.size())));
        return CompletableFuture.completedStage(found);
      }
      return rows.newest(slice)
          .thenCompose(page -> {
            found.addAll(page);
            int left = slice.limit() - page.size();
            // where the walk starts there may be no event yet; further down there is one in every
            // bucket, and none of them above `above` if not the newest is
            boolean atEnd = slice.bucket() == 0 || (page.isEmpty() && slice.bucket() < start);
            return left == 0 || atEnd
                ? CompletableFuture.completedStage(found)
                : from(slice.of(slice.bucket() - 1, left));
          });
    }
  }

  /// Oldest first, with ids above `above`: `limit` of them, or all when there are fewer.
  CompletionStage<List<R>> oldest(String conversation, long above, int limit) {
    Slice slice = new Slice(conversation, 0, above, Long.MAX_VALUE, limit);
    return rows.oldest(slice)
        .thenCompose(first -> {
          if (first.isEmpty()) {
            return above == 0
                ? CompletableFuture.completedStage(first)
                : beyondFirst(slice, rows.bucketAt(conversation, above));
          }
          return first.size() == limit || !rows.fillsBucket(first.getLast())
              ? CompletableFuture.completedStage(first)
              : lastBucket(conversation)
                  .thenCompose(
                      last -> up(slice.of(1, limit - first.size()), last, new ArrayList<>(first)));
        });
  }

  /// Bucket 0 had nothing above `above`. If `above` lies in it, it is read again: more may have
  /// been stored before the directory was asked, in it and beyond it.
  private CompletionStage<List<R>> beyondFirst(Slice slice, CompletionStage<Integer> start) {
    return lastBucket(slice.conversation())
        .thenCombine(
            start,
            (last, from) ->
                last == 0
                    ? CompletableFuture.completedStage(List.<R>of())
                    : up(slice.of(from, slice.limit()), Math.max(from, last), new ArrayList<>()))
        .thenCompose(stage -> stage);
  }

  private CompletionStage<Integer> lastBucket(String conversation) {
    return rows.bucketAt(conversation, Long.MAX_VALUE - 1);
  }

  private CompletionStage<List<R>> up(Slice slice, int last, List<R> found) {
    if (slice.bucket() > last) {
      return CompletableFuture.completedStage(found);
    }
    return rows.oldest(slice)
        .thenCompose(page -> {
          found.addAll(page);
          int left = slice.limit() - page.size();
          return left == 0
              ? CompletableFuture.completedStage(found)
              : up(slice.of(slice.bucket() + 1, left), last, found);
        });
  }
}
