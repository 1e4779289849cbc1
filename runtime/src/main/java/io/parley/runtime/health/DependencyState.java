package io.parley.runtime.health;

import java.time.Duration;

/// What is known of a dependency.
public sealed interface DependencyState {
  /// It has not been asked yet.
  record Unknown() implements DependencyState {}

  /// It answered last time.
  record Up(Duration latency) implements DependencyState {}

  /// It failed last time. `reason` is a sentence for operators.
  record Down(String reason) implements DependencyState {}
}
