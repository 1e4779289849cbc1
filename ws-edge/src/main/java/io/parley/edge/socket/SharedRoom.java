package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// Room in memory that all sockets of an edge share: beside the bound of each socket there is one
/// for all of them, since so many may need room at a time that memory has none for all.
///
/// One socket may hold at most a share of what is still free, so the more is taken, the less one
/// may hold: those that want much are refused first, and leave room for those that need little.
/// Nobody has to look for the largest for that. Any thread.
final class SharedRoom {
  /// A socket holds at most the free room divided by this.
  static final int SHARE = 16;

  private final long max;
  private final LongConsumer changed;
  private final Runnable full;
  private final AtomicLong taken = new AtomicLong();

  private SharedRoom(long max, LongConsumer changed, Runnable full) {
    this.max = max;
    this.changed = changed;
    this.full = full;
  }

  /// For what clients that are behind have not read.
  ///
  /// @param max bytes
  static SharedRoom outbound(long max, EdgeMetrics metrics) {
    return new SharedRoom(max, metrics::outboundWaiting, metrics::outboundFull);
  }

  /// For what has come of messages that are not whole yet, or have to wait.
  ///
  /// @param max bytes
  static SharedRoom inbound(long max, EdgeMetrics metrics) {
    return new SharedRoom(max, metrics::inboundKept, metrics::inboundFull);
  }

  /// @param held bytes that the socket holds already
  /// @return false when this socket may not have them: it has to be closed
  boolean take(int bytes, int held) {
    long before;
    do {
      before = taken.get();
      if (held + (long) bytes > (max - before) / SHARE) {
        full.run();
        return false;
      }
    } while (!taken.compareAndSet(before, before + bytes));
    changed.accept(bytes);
    return true;
  }

  void give(int bytes) {
    taken.addAndGet(-bytes);
    changed.accept(-bytes);
  }
}
