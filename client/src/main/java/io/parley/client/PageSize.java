package io.parley.client;

import java.time.Duration;

/// How much is asked for in one answer. Over a slow link a large answer does not come in time and
/// takes the socket with it, and would do so each time: half as much is asked for then, until it
/// comes through; twice as much after a full answer that came quickly.
///
/// One for all conversations: it is the link that is slow.
final class PageSize {
  static final int MAX = 200;

  private final long quick;
  private int size = MAX;

  /// @param within an answer that takes longer than this is lost
  PageSize(Duration within) {
    // an answer twice as large then takes half of the time it may take
    quick = within.toNanos() / 4;
  }

  int now() {
    return size;
  }

  /// A socket takes all its answers with it; together they count once.
  ///
  /// @param asked the size at which the lost answer was asked for
  void lost(int asked) {
    size = Math.min(size, Math.max(1, asked / 2));
  }

  /// @param items how many came; fewer than asked for say nothing about the link
  void came(int asked, int items, long took) {
    if (items >= asked && took <= quick) {
      size = Math.max(size, Math.min(MAX, 2 * asked));
    }
  }
}
