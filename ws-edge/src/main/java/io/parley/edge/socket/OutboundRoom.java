package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import java.util.concurrent.atomic.AtomicLong;

/// The room in which an edge keeps what clients that are behind have not read: beside the bound of
/// each socket there is one for all of them, since so many may be behind at a time that memory has
/// no room for all. Any thread.
final class OutboundRoom {
  private final long max;
  private final EdgeMetrics metrics;
  private final AtomicLong taken = new AtomicLong();

  /// @param max bytes
  OutboundRoom(long max, EdgeMetrics metrics) {
    this.max = max;
    this.metrics = metrics;
  }

  /// @return false when there is no room: whoever asks has to be closed, and those that read never
  ///   ask
  boolean take(int bytes) {
    if (taken.addAndGet(bytes) > max) {
      taken.addAndGet(-bytes);
      metrics.outboundFull();
      return false;
    }
    metrics.outboundWaiting(bytes);
    return true;
  }

  void give(int bytes) {
    taken.addAndGet(-bytes);
    metrics.outboundWaiting(-bytes);
  }
}
