package io.parley.router;

import java.util.concurrent.Executor;

/// Runs what it is given one after another, in order. Whatever belongs to a lane needs no locks.
interface Lane extends Executor {
  /// Whether the caller runs on it.
  boolean isCurrent();
}
