package io.parley.runtime.lifecycle;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// A part of a process with a life of its own. None of the methods may block; each is called at
/// most once, in this order, and never concurrently.
public interface Component {
  /// One lower-case word or two, for logs.
  String name();

  /// Ends when the component can do its work. What it failed to start it has undone by itself. If
  /// it succeeds after its deadline, [#stop] follows at once.
  CompletionStage<Void> start();

  /// Ends when nothing new is taken and what was taken is done. What still runs when patience ends
  /// is cut off by [#stop].
  default CompletionStage<Void> drain() {
    return CompletableFuture.completedStage(null);
  }

  /// Ends when everything is given back.
  CompletionStage<Void> stop();
}
