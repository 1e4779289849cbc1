package io.parley.edge;

import java.util.concurrent.CompletionStage;

/// Which users there are. Any thread.
@FunctionalInterface
public interface UserDirectory {
  /// Fails with [io.parley.runtime.resilience.UnavailableException] when nobody can say now.
  CompletionStage<Boolean> exists(String user);
}
