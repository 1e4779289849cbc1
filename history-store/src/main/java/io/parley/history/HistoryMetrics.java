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

  /// Rosters that were written by one write, by what for.
  default void rostersWritten(RosterWrite write, int rosters, int bytes) {}

  /// A version of a roster was asked for.
  ///
  /// @param found whether it was there still
  default void rosterLoaded(boolean found) {}

  /// Places on rolls that were written.
  default void placesWritten(int places) {}

  /// Places on rolls that were read.
  default void placesRead(int places) {}

  /// One row of many was not read, since too many were waiting to be.
  default void rowRefused(ManyRows rows) {}

  /// How a search ended.
  enum SearchEnd {
    FOUND,
    ABSENT,
    UNKNOWN
  }

  /// What an inbox is written for.
  enum InboxWrite {
    TOUCH,
    MARK,
    KEEP,
    STANDING,
    SENT
  }

  /// What a roster is written for.
  enum RosterWrite {
    KEEP,
    SHOW
  }

  /// Rows of which one call reads many.
  enum ManyRows {
    PROFILE,
    STANDING
  }
}
