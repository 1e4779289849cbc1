package io.parley.history;

/// What the history tells about itself, beside what its policies do. Called on a driver's thread or
/// the caller's; must neither block nor throw.
public interface HistoryMetrics {
  HistoryMetrics NONE = new HistoryMetrics() {};

  /// One write with events was confirmed.
  default void appended(int events, int bodyBytes) {}

  /// A conversation grew into a further bucket.
  default void bucketOpened() {}

  /// A resend was searched for.
  ///
  /// @param looked events that were looked through
  default void searched(SearchEnd end, int looked) {}

  /// Rows of inboxes that were written, by what for.
  default void inboxWritten(InboxWrite write, int rows) {}

  /// Rows of inboxes that were read.
  default void inboxRead(int rows) {}

  /// A head was not read, since too many were waiting to be.
  default void headRefused() {}

  /// How a search ended.
  enum SearchEnd {
    FOUND,
    ABSENT,
    UNKNOWN
  }

  /// What an inbox is written for.
  enum InboxWrite {
    TOUCH,
    MARK
  }
}
