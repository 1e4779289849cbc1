package io.parley.load.verdict;

import java.util.BitSet;

/// What one device shows of one conversation. Events come in their order as a rule, so this is a
/// number; what came beyond a gap is kept as bits until the gap closes.
final class MemberView {
  /// Everything up to here is shown.
  private long upTo;

  private final BitSet beyond = new BitSet();
  private long newest;
  private long newestId;

  /// How an event stands to those that were shown before it.
  enum Place {
    NEXT,
    TWICE,
    LATE
  }

  /// @param messageId must rise with `seq`
  Place show(long seq, long messageId) {
    if (has(seq)) {
      return Place.TWICE;
    }
    boolean late = seq < newest || messageId <= newestId; // each fall of the ids counts once
    if (seq > newest) {
      newest = seq;
      newestId = messageId;
    }
    add(seq);
    return late ? Place.LATE : Place.NEXT;
  }

  private void add(long seq) {
    if (seq > upTo + 1) {
      beyond.set(bit(seq));
      return;
    }
    upTo = seq;
    while (beyond.get(bit(upTo + 1))) {
      upTo++;
      beyond.clear(bit(upTo));
    }
  }

  boolean has(long seq) {
    return seq <= upTo || beyond.get(bit(seq));
  }

  /// Of the events up to `head`, those that are not shown.
  long missing(long head) {
    return upTo >= head ? 0 : head - upTo - beyond.get(bit(upTo), bit(head) + 1).cardinality();
  }

  /// The first of them.
  long firstMissing() {
    return upTo + 1;
  }

  private static int bit(long seq) {
    return Math.toIntExact(seq);
  }
}
