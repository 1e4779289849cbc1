package io.parley.edge.socket;

import io.parley.runtime.resilience.RetryAfter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// How many reads are under way, over all users and for one of them, so that none takes what is
/// there for all. One more fails with a time to retry. Any thread.
final class ReadBound {
  private final int max;
  private final int maxOfUser;
  private final AtomicInteger underWay = new AtomicInteger();

  /// Only who has one under way, so never more than those.
  private final Map<String, Integer> ofUsers = new ConcurrentHashMap<>();

  ReadBound(int max, int maxOfUser) {
    this.max = max;
    this.maxOfUser = maxOfUser;
  }

  /// As many reads are under way as may be.
  static final class TooManyReadsException extends RuntimeException implements RetryAfter {
    TooManyReadsException() {
      super("too many reads are under way", null, false, false);
    }

    @Override
    public Duration retryAfter() {
      return Duration.ofMillis(500);
    }
  }

  <T> CompletionStage<T> within(String user, Supplier<CompletionStage<T>> read) {
    boolean isOne = underWay.incrementAndGet() <= max;
    boolean isTheirs = ofUsers.merge(user, 1, Integer::sum) <= maxOfUser;
    if (!isOne || !isTheirs) {
      ended(user);
      return CompletableFuture.failedStage(new TooManyReadsException());
    }
    try {
      return read.get().whenComplete((_, _) -> ended(user));
    } catch (RuntimeException e) {
      ended(user);
      return CompletableFuture.failedStage(e);
    }
  }

  private void ended(String user) {
    underWay.decrementAndGet();
    ofUsers.computeIfPresent(user, (_, before) -> before == 1 ? null : before - 1);
  }
}
