package io.parley.engines;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// Starts the process of a plan: in a session of its own, its output in its file, its name in the
/// ledger.
final class ProcessFork {
  private ProcessFork() {}

  static Process fork(ProcessPlan plan, List<String> command, ProcessLedger ledger)
      throws IOException {
    Files.createDirectories(plan.out().toAbsolutePath().getParent());
    keepLastWords(plan);
    List<String> detached = new ArrayList<>(Sessions.PREFIX);
    detached.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(detached)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(plan.out().toFile());
    builder.environment().putAll(plan.environment());
    Process started = builder.start();
    try {
      ledger.record(plan.name(), started.toHandle());
    } catch (IOException e) {
      // nobody could end it after us
      started.destroyForcibly();
      throw new IOException("it cannot be written down: " + e, e);
    }
    return started;
  }

  /// What the life before printed may be all that explains its end.
  private static void keepLastWords(ProcessPlan plan) throws IOException {
    if (Files.exists(plan.out()) && Files.size(plan.out()) > 0) {
      Files.move(
          plan.out(),
          plan.out().resolveSibling(plan.out().getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
