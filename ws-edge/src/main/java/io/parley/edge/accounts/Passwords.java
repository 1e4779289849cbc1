package io.parley.edge.accounts;

import io.parley.runtime.resilience.RetryAfter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Hashes passwords where nothing waits for it but the caller's stage. Any thread; stages complete
/// on a thread of the pool. When as many wait as may, they fail with a [RetryAfter].
final class Passwords {
  private static final Duration COME_BACK = Duration.ofSeconds(2);

  private final Argon2 argon2;
  private final Executor pool;
  private final LongSupplier nanoTime;
  private final AccountsMetrics metrics;
  private final PasswordHash ofNobody;

  /// @param pool must be bounded, and throw [RejectedExecutionException] at its bound
  Passwords(Argon2 argon2, Executor pool, LongSupplier nanoTime, AccountsMetrics metrics) {
    this.argon2 = argon2;
    this.pool = pool;
    this.nanoTime = nanoTime;
    this.metrics = metrics;
    this.ofNobody = argon2.ofNobody();
  }

  /// The pool is full.
  static final class QueueFullException extends RuntimeException implements RetryAfter {
    private QueueFullException() {
      super("as many passwords wait to be hashed as may", null, false, false);
    }

    @Override
    public Duration retryAfter() {
      return COME_BACK;
    }
  }

  CompletionStage<String> hash(String password) {
    return compute(() -> argon2.hash(password).phc());
  }

  /// @param phc what [#hash] said once; anything else, such as the nothing that is known of a user
  ///   who does not exist, never matches and takes as long
  CompletionStage<Boolean> matches(String password, String phc) {
    return PasswordHash.parse(phc)
        .map(hash -> compute(() -> argon2.matches(password, hash)))
        .orElseGet(() -> compute(() -> argon2.matches(password, ofNobody)).thenApply(_ -> false));
  }

  /// Whether the hash was made with less than hashes are made with now.
  boolean isWeak(String phc) {
    return PasswordHash.parse(phc).map(hash -> hash.cost().isBelow(argon2.cost())).orElse(false);
  }

  private <T> CompletionStage<T> compute(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(() -> timed(work), pool);
    } catch (RejectedExecutionException e) {
      metrics.hashingRefused();
      return CompletableFuture.failedStage(new QueueFullException());
    }
  }

  private <T> T timed(Supplier<T> work) {
    long begun = nanoTime.getAsLong();
    T result = work.get();
    metrics.hashed(Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - begun)));
    return result;
  }
}
