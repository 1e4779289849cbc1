package io.parley.testing.delivery;

import io.parley.protocol.v1.Head;
import java.util.Map;
import java.util.TreeMap;

/// Up to where a device has a conversation without a hole, and what it has beyond one. `seq` is
/// dense, so a hole is seen by counting.
final class Cursor {
  /// What is beyond a hole can be read again, so it need not be kept without bound.
  private static final int EARLY_MAX = 1000;

  private final TreeMap<Long, Long> early = new TreeMap<>();
  private long seq;
  private long messageId;

  /// The id to read on from; 0: from the beginning.
  long messageId() {
    return messageId;
  }

  void take(long takenSeq, long takenId) {
    if (takenSeq > seq) {
      early.put(takenSeq, takenId);
    }
    while (!early.isEmpty() && early.firstKey() == seq + 1) {
      Map.Entry<Long, Long> next = early.pollFirstEntry();
      seq = next.getKey();
      messageId = next.getValue();
    }
    if (early.size() > EARLY_MAX) {
      early.pollLastEntry();
    }
  }

  boolean hasHole() {
    return !early.isEmpty();
  }

  boolean isBehind(Head head) {
    return head.getSeq() > seq;
  }
}
