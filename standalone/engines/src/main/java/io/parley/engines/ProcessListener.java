package io.parley.engines;

import java.time.Duration;
import java.util.List;

/// Hears of what happens to supervised processes, from the threads that supervise them.
public interface ProcessListener {
  /// For whoever does not care.
  ProcessListener SILENT = new ProcessListener() {};

  default void starting(String name) {}

  default void ready(String name, Duration took) {}

  /// It ended without being asked to, and will be started again after `restartIn`.
  default void died(String name, int exitCode, List<String> lastLines, Duration restartIn) {}
}
