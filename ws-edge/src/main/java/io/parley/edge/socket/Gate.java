package io.parley.edge.socket;

import io.parley.edge.EdgeConfig;
import io.parley.edge.EdgeMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Who may begin a handshake: no more a second than configured, of one address a share of that, no
/// more unwelcomed ones at a time, and nobody while this edge has no slot or is ending. Any thread.
final class Gate {
  private static final long RETRY_SPREAD_MS = 9_000;

  private final EdgeConfig config;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final RateLimit limit;
  private final @Nullable AddressShares shares;
  private final AtomicLong state;
  private final AtomicInteger unwelcomed = new AtomicInteger();
  private volatile boolean ready;
  private volatile boolean shut;

  Gate(EdgeConfig config, LongSupplier nanoTime, RandomGenerator random) {
    this.config = config;
    this.nanoTime = nanoTime;
    this.random = random;
    this.limit = new RateLimit(config.handshakesPerSecond(), config.handshakesPerSecond());
    int share = config.handshakesPerAddress();
    this.shares = share == 0 ? null : new AddressShares(share);
    this.state = new AtomicLong(limit.full(nanoTime.getAsLong()));
  }

  /// This edge has its slot. Not once it is [#shut].
  void open() {
    ready = true;
  }

  boolean isOpen() {
    return ready && !shut;
  }

  /// For good: the slot of an edge that ends may still move.
  void shut() {
    shut = true;
  }

  /// Empty when a handshake may go on; [#left] has to be called for it once.
  ///
  /// @param address whose share it is taken from; empty where nobody knows
  Optional<EdgeMetrics.Handshake> enter(String address) {
    if (!isOpen()) {
      return Optional.of(EdgeMetrics.Handshake.NOT_READY);
    }
    if (unwelcomed.get() >= config.unauthenticatedMax()) {
      return Optional.of(EdgeMetrics.Handshake.TOO_MANY_UNAUTHENTICATED);
    }
    // first, so that what one address asks for beyond its share takes nothing from the others
    if (shares != null && !address.isEmpty() && !shares.take(address, nanoTime.getAsLong())) {
      return Optional.of(EdgeMetrics.Handshake.ADDRESS_TOO_FAST);
    }
    if (!take()) {
      return Optional.of(EdgeMetrics.Handshake.TOO_FAST);
    }
    unwelcomed.incrementAndGet();
    return Optional.empty();
  }

  /// Whoever entered was welcomed, refused or has gone.
  void left() {
    unwelcomed.decrementAndGet();
  }

  /// When somebody refused should come back: spread, so that they do not come together again.
  Duration retryAfter() {
    return Duration.ofMillis(1_000 + random.nextLong(RETRY_SPREAD_MS));
  }

  private boolean take() {
    long now = nanoTime.getAsLong();
    while (true) {
      long before = state.get();
      if (limit.waitNanos(before, now, 1) > 0) {
        return false;
      }
      if (state.compareAndSet(before, limit.take(before, now, 1))) {
        return true;
      }
    }
  }
}
