package io.parley.history;

import io.parley.history.BucketRows.Slice;
import io.parley.history.ConversationLog.MessageSearch;
import io.parley.history.ConversationLog.Search;
import io.parley.history.HistoryMetrics.SearchEnd;
import io.parley.history.SearchMemory.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// One search for a message that may have been stored before, page by page from the newest event
/// that counts, or from where the search before it stopped. Seqs are dense and each tells its
/// bucket, so every read is one of events: neither bucket 0 nor the directory is asked where to go
/// on. Its pages follow one another.
final class BackwardSearch {
  private static final int PAGE = 500;

  private final BucketRows<EventRef> rows;
  private final MessageSearch search;
  private final SearchMemory memory;
  private final HistoryMetrics metrics;

  BackwardSearch(
      BucketRows<EventRef> rows,
      MessageSearch search,
      SearchMemory memory,
      HistoryMetrics metrics) {
    this.rows = rows;
    this.search = search;
    this.memory = memory;
    this.metrics = metrics;
  }

  CompletionStage<Search> run() {
    memory.begin(search);
    return goOn();
  }

  private CompletionStage<Search> goOn() {
    Answer answer = memory.answer(search);
    if (answer != null) {
      metrics.searched(endOf(answer.search()), answer.looked());
      return CompletableFuture.completedStage(answer.search());
    }
    int bucket = rows.bucketOf(memory.nextSeq());
    Slice slice = new Slice(search.conversation(), bucket, 0, memory.below(), PAGE);
    return rows.newest(slice)
        .thenCompose(page -> {
          memory.add(page);
          return goOn();
        });
  }

  private static SearchEnd endOf(Search search) {
    return switch (search) {
      case Search.Found _ -> SearchEnd.FOUND;
      case Search.Absent() -> SearchEnd.ABSENT;
      case Search.Unknown _ -> SearchEnd.UNKNOWN;
    };
  }
}
