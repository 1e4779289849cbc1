package io.parley.benchmarks;

import org.jspecify.annotations.Nullable;

/// What the generator writes into a `clientMessageId`, so that whoever reads it, the sender's
/// answer or the receiver's event, knows the message without a table.
///
/// @param run of the benchmark: a database may hold messages of earlier ones
/// @param number counts the messages of a load; those of an earlier one were due earlier
/// @param intendedNanos when it should have been sent, by the generator's monotonic clock
record MessageTag(long run, long number, long intendedNanos) {
  private static final int RADIX = Character.MAX_RADIX;

  String text() {
    return Long.toString(run, RADIX)
        + "_"
        + Long.toString(number, RADIX)
        + "_"
        + Long.toString(intendedNanos, RADIX);
  }

  /// Null for the `clientMessageId` of somebody else.
  static @Nullable MessageTag parse(String text) {
    int first = text.indexOf('_');
    int second = text.indexOf('_', first + 1);
    if (first < 0 || second < 0) {
      return null;
    }
    try {
      return new MessageTag(
          Long.parseLong(text, 0, first, RADIX),
          Long.parseLong(text, first + 1, second, RADIX),
          Long.parseLong(text, second + 1, text.length(), RADIX));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
