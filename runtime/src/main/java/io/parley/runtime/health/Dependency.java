package io.parley.runtime.health;

import java.util.concurrent.CompletionStage;

/// Something outside the process that it cannot work without.
public interface Dependency {
  /// One lower-case word, as `/readyz` and the metrics name it.
  String name();

  /// Proves that the dependency does for us what we need of it: not that a port is open, but that
  /// what was written can be read. A failed stage means it does not; the message of its fault is
  /// shown to operators, so it holds no secret. Must not block.
  CompletionStage<?> prove();
}
