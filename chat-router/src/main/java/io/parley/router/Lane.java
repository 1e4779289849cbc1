package io.parley.router;

import java.util.concurrent.Executor;

/// Runs what it is given one after another, in order. Whatever belongs to a lane needs no locks.
interface Lane extends Executor {
  /// Whether the caller runs on it.
  boolean isCurrent();

  /// What has come back to the lane goes on at once; what is elsewhere gets in line. For whoever
  /// hears from others that as a rule are on the lane.
  default void goOn(Runnable task) {
    if (isCurrent()) {
      task.run();
    } else {
      execute(task);
    }
  }
}
