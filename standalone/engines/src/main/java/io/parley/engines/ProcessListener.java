package io.parley.engines;

import java.time.Duration;
import java.util.List;

/// Hears of what happens to supervised processes, from the threads that supervise them.
public interface ProcessListener {
  /// For whoever does not care.
  ProcessListener SILENT = new ProcessListener() {};

  default void starting(String name) {}

  default void ready(String name, Duration took) {}

  /// It ended without being asked to, or was ended because it did not answer, and will be started
  /// again after `restartIn`.
  default void died(String name, Death death, Duration restartIn) {}

  /// - `exitCode`: as a shell tells it, 137 for SIGKILL; -1 if it could not even be started
  /// - `reason`: what happened, for people
  /// - `lastLines`: of its logs
  record Death(int exitCode, String reason, List<String> lastLines) {
    public Death {
      lastLines = List.copyOf(lastLines);
    }
  }
}
