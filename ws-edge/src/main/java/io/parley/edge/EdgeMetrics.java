package io.parley.edge;

/// What an edge counts.
interface EdgeMetrics {
  /// For tests that do not count.
  EdgeMetrics NONE = new EdgeMetrics() {};

  default void connectionOpened() {}

  default void connectionClosed() {}

  default void connectionRefused() {}

  default void answered(int status) {}
}
