package io.parley.history;

/// The write timestamp of whatever an event causes to be written.
final class WriteTime {
  /// As the ids of `id-generator` are laid out: tick, 10 bits of worker, 12 bits of sequence.
  private static final int SEQUENCE_BITS = 12;

  private static final int WORKER_BITS = 10;

  private WriteTime() {}

  /// The id without its worker bits. Within a conversation it rises with seq, so that a write that
  /// is repeated, or comes late, can never replace what came after it.
  static long of(long messageId) {
    long tick = messageId >>> (WORKER_BITS + SEQUENCE_BITS);
    long sequence = messageId & ((1L << SEQUENCE_BITS) - 1);
    return tick << SEQUENCE_BITS | sequence;
  }
}
