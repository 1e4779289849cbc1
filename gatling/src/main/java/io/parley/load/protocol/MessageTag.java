package io.parley.load.protocol;

import org.jspecify.annotations.Nullable;

/// What the kit writes at the beginning of a text, so that whoever reads the message knows it
/// without a table.
///
/// @param run a database may hold messages of earlier ones
/// @param number counts the messages of the conversation
/// @param dueNanos when it should have been sent, by the kit's monotonic clock
record MessageTag(long run, int number, long dueNanos) {
  private static final int RADIX = Character.MAX_RADIX;

  /// As text of about this length.
  String text(int length) {
    String tag =
        "%s.%s.%s."
            .formatted(
                Long.toString(run, RADIX),
                Integer.toString(number, RADIX),
                Long.toString(dueNanos, RADIX));
    return tag + "x".repeat(Math.max(0, length - tag.length()));
  }

  /// Null for a text of somebody else.
  static @Nullable MessageTag parse(String text) {
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    int third = text.indexOf('.', second + 1);
    if (first < 0 || second < 0 || third < 0) {
      return null;
    }
    try {
      return new MessageTag(
          Long.parseLong(text, 0, first, RADIX),
          Integer.parseInt(text, first + 1, second, RADIX),
          Long.parseLong(text, second + 1, third, RADIX));
    } catch (NumberFormatException e) {
      return null; // it only looks like one
    }
  }
}
