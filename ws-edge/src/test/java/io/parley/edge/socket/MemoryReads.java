package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import io.parley.history.memory.MemoryHistory;

/// Reads of what is kept on the heap.
final class MemoryReads {
  private MemoryReads() {}

  static Reads of(MemoryHistory history) {
    return new Reads(
        new Reads.Memory(history.reader(), history.inboxes(), history.membership()),
        10,
        10,
        EdgeMetrics.NONE);
  }

  /// Where nothing is kept.
  static Reads empty() {
    return of(new MemoryHistory());
  }
}
