package io.parley.engines;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Children run in a session of their own where the machine has `setsid`: the terminal's Ctrl-C
/// then reaches the launcher alone, which ends its children in the right order.
final class Sessions {
  static final List<String> PREFIX =
      Stream.of("/usr/bin/setsid", "/bin/setsid")
          .filter(program -> Files.isExecutable(Path.of(program)))
          .findFirst()
          .map(List::of)
          .orElse(List.of());

  private Sessions() {}
}
