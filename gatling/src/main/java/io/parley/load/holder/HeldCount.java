package io.parley.load.holder;

import java.util.concurrent.atomic.AtomicLong;

/// Counts the sockets of one holding process. Any thread.
final class HeldCount {
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  void held() {
    held.incrementAndGet();
  }

  void lost() {
    held.decrementAndGet();
    lost.incrementAndGet();
  }

  /// It never was one.
  void refused() {
    refused.incrementAndGet();
  }

  Holders.Count now(long shortages) {
    return new Holders.Count(held.get(), lost.get(), refused.get(), shortages, 0);
  }
}
