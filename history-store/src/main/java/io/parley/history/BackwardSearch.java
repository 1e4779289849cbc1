package io.parley.history;

import io.parley.history.ConversationLog.MessageSearch;
import io.parley.history.ConversationLog.Search;
import io.parley.history.HistoryMetrics.SearchEnd;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// One search for a message that may have been stored before, page by page from the head. Its pages
/// follow one another, so its fields are touched by one thread at a time.
final class BackwardSearch {
  private static final int PAGE = 500;

  private final BucketWalk<EventRef> walk;
  private final MessageSearch search;
  private final HistoryMetrics metrics;
  private int looked;

  BackwardSearch(BucketWalk<EventRef> walk, MessageSearch search, HistoryMetrics metrics) {
    this.walk = walk;
    this.search = search;
    this.metrics = metrics;
  }

  CompletionStage<Search> run() {
    return from(Math.min(search.upTo(), Long.MAX_VALUE - 1) + 1);
  }

  private CompletionStage<Search> from(long below) {
    long above = Math.max(0, search.notBefore() - 1);
    return walk.newest(search.conversation(), above, below, PAGE)
        .thenCompose(page -> {
          Search end = look(page);
          return end == null
              ? from(page.getLast().messageId())
              : CompletableFuture.completedStage(end);
        });
  }

  /// Null when the next page has to be looked through.
  private @Nullable Search look(List<EventRef> page) {
    for (EventRef event : page) {
      if (looked == search.limit()) {
        return ended(SearchEnd.UNKNOWN, new Search.Unknown());
      }
      looked++;
      if (search.isFor(event)) {
        return ended(SearchEnd.FOUND, new Search.Found(event));
      }
    }
    return page.size() < PAGE ? ended(SearchEnd.ABSENT, new Search.Absent()) : null;
  }

  private Search ended(SearchEnd end, Search result) {
    metrics.searched(end, looked);
    return result;
  }
}
