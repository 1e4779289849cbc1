package io.parley.edge.accounts;

import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import io.parley.runtime.resilience.RetryAfter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The public keys of the operator's issuer: got when first needed, again from time to time, and
/// again, though not at every call, for a token whose key is not among them. While the issuer is
/// away those got before stay. Any thread; one fetch at a time.
final class IssuerKeys {
  private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

  /// More than any issuer rotates through.
  private static final int KEYS_MAX = 100;

  private final JwksSource source;
  private final AccountsConfig.Issuer config;
  private final Surroundings surroundings;
  private final AccountsMetrics metrics;
  private volatile List<JsonWebKey> keys = List.of();

  // guarded by this
  private @Nullable CompletableFuture<List<JsonWebKey>> fetching;
  private @Nullable Long lastFetchNanos;
  private @Nullable Future<?> next;
  private boolean stopped;

  IssuerKeys(
      JwksSource source,
      AccountsConfig.Issuer config,
      Surroundings surroundings,
      AccountsMetrics metrics) {
    this.source = source;
    this.config = config;
    this.surroundings = surroundings;
    this.metrics = metrics;
  }

  /// There are no keys yet, and it is too early to ask again.
  static final class NoKeysException extends RuntimeException implements RetryAfter {
    private final Duration retryAfter;

    private NoKeysException(Duration retryAfter) {
      super("the issuer's keys cannot be got", null, false, false);
      this.retryAfter = retryAfter;
    }

    @Override
    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /// Begins to fetch, now and from time to time.
  void start() {
    CompletionStage<List<JsonWebKey>> _ = newer();
    fetchLater();
  }

  synchronized void stop() {
    stopped = true;
    if (next != null) {
      next.cancel(false);
    }
  }

  private synchronized void fetchLater() {
    if (stopped) {
      return;
    }
    try {
      next =
          surroundings
              .timer()
              .schedule(
                  () -> {
                    CompletionStage<List<JsonWebKey>> _ = newer();
                    fetchLater();
                  },
                  config.fetchEvery().toNanos(),
                  TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.atDebug().log("issuer keys are not fetched again: ending");
    }
  }

  /// The keys got last. Fails with a [RetryAfter] where there are none.
  CompletionStage<List<JsonWebKey>> current() {
    List<JsonWebKey> known = keys;
    return known.isEmpty() ? newer() : CompletableFuture.completedStage(known);
  }

  /// The keys as the issuer has them now; those got before if it was asked a moment ago or does not
  /// answer.
  CompletionStage<List<JsonWebKey>> newer() {
    CompletableFuture<List<JsonWebKey>> mine;
    synchronized (this) {
      if (fetching != null) {
        return fetching;
      }
      Duration wait = untilFetch();
      if (wait.isPositive()) {
        return keysOr(wait);
      }
      lastFetchNanos = surroundings.nanoTime().getAsLong();
      mine = new CompletableFuture<>();
      fetching = mine;
    }
    CompletionStage<List<JsonWebKey>> _ =
        fetch().whenComplete((got, failure) -> settle(mine, failure));
    return mine;
  }

  private CompletionStage<List<JsonWebKey>> fetch() {
    return source.fetch().thenApply(IssuerKeys::parse).whenComplete(this::take);
  }

  private void take(@Nullable List<JsonWebKey> got, @Nullable Throwable failure) {
    metrics.jwksFetched(failure == null);
    if (got != null) {
      keys = got;
    } else {
      log.atWarn()
          .addKeyValue("reason", failure == null ? "" : FaultText.of(failure))
          .log("the issuer's keys cannot be got; those got before stay");
    }
  }

  private void settle(CompletableFuture<List<JsonWebKey>> mine, @Nullable Throwable failure) {
    Duration wait;
    synchronized (this) {
      fetching = null;
      wait = untilFetch();
    }
    if (failure != null && keys.isEmpty()) {
      mine.completeExceptionally(new NoKeysException(wait));
    } else {
      mine.complete(keys);
    }
  }

  private Duration untilFetch() {
    Long last = lastFetchNanos;
    return last == null
        ? Duration.ZERO
        : config.fetchAgainAfter().minusNanos(surroundings.nanoTime().getAsLong() - last);
  }

  private CompletionStage<List<JsonWebKey>> keysOr(Duration wait) {
    return keys.isEmpty()
        ? CompletableFuture.failedStage(new NoKeysException(wait))
        : CompletableFuture.completedStage(keys);
  }

  private static List<JsonWebKey> parse(String text) {
    try {
      List<JsonWebKey> keys = new JsonWebKeySet(text).getJsonWebKeys();
      if (keys.isEmpty() || keys.size() > KEYS_MAX) {
        throw new IllegalArgumentException(
            "%d keys (expected: 1 to %d)".formatted(keys.size(), KEYS_MAX));
      }
      return List.copyOf(keys);
    } catch (JoseException e) {
      throw new IllegalArgumentException("not a JWK set", e);
    }
  }
}
