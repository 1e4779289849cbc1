package io.parley.router;

import java.time.Duration;

/// Runs something later, on a thread of its own; what it runs must be short.
interface Timer {
  /// Answers with what calls it off, which does nothing once it has run.
  Runnable after(Duration delay, Runnable work);
}
