package io.parley.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Huge pages for whoever asks the kernel for them: they save misses of the TLB, some 5 % of what a
/// message costs (docs/costs.md).
public final class HugePages {
  private static final Path SWITCH = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

  private HugePages() {}

  /// For a JVM. None where the kernel has none: a JVM that is told to use them says so on its
  /// output.
  public static List<String> options() {
    return has() ? List.of("-XX:+UseTransparentHugePages") : List.of();
  }

  private static boolean has() {
    try {
      return !Files.readString(SWITCH).contains("[never]");
    } catch (IOException e) {
      return false;
    }
  }
}
