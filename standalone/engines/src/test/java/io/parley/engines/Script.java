package io.parley.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A small shell script as a supervised process. It is ready once it has made the file `ready`
/// (`$READY`), which is removed before each start.
record Script(Path folder, String text, Duration startWithin, Duration stopWithin) {
  static final Duration LONG = Duration.ofSeconds(30);

  /// Becomes ready and stays until it is ended.
  static final String STAYS = "echo here; : > \"$READY\"; exec sleep 600";

  /// Becomes ready, and does not hear SIGTERM.
  static final String DEAF = "trap '' TERM; : > \"$READY\"; exec sleep 600";

  /// Becomes ready, and says `bye` when it is asked to end.
  static final String POLITE =
      "sleep 600 & trap 'echo bye; kill $!; exit 0' TERM; : > \"$READY\"; wait";

  static Script of(Path folder, String text) {
    return new Script(folder, text, LONG, LONG);
  }

  ProcessPlan plan() {
    return planOf(() -> {
      Files.deleteIfExists(ready());
      return List.of("sh", "-c", text);
    });
  }

  ProcessPlan planOf(ProcessPlan.Preparation preparation) {
    return new ProcessPlan(
        "script",
        preparation,
        Map.of("READY", ready().toString()),
        out(),
        List.of(out()),
        () -> Files.exists(ready()),
        startWithin,
        stopWithin);
  }

  Path out() {
    return folder.resolve("logs/script.out");
  }

  Path ready() {
    return folder.resolve("ready");
  }

  String said() throws IOException {
    return Files.readString(out());
  }
}
