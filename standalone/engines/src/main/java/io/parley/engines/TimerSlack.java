package io.parley.engines;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How late the kernel may let the timers of a process be, so that it wakes up less often.
///
/// Cassandra's stages have a thread look for work every ten microseconds as long as there was some
/// lately. With the usual slack of 50 µs that is sixty wake-ups for each message at 500 messages a
/// second, and most of what Cassandra costs then. Only Linux can do this, and only for the process
/// that asks, so a shell asks before it becomes the process.
final class TimerSlack {
  private static final Path SHELL = Path.of("/bin/sh");
  private static final Path SWITCH = Path.of("/proc/self/timerslack_ns");

  private TimerSlack() {}

  /// The command with that slack; the command as it is for none, or where there is no such thing.
  static List<String> of(Duration slack, List<String> command) {
    if (slack.isZero() || !Files.isExecutable(SHELL) || !Files.isWritable(SWITCH)) {
      return command;
    }
    List<String> wrapped = new ArrayList<>();
    wrapped.addAll(List.of(SHELL.toString(), "-c"));
    // without the right to, it runs as it would have
    wrapped.add("{ echo \"$0\" >" + SWITCH + "; } 2>/dev/null; exec \"$@\"");
    wrapped.add(Long.toString(slack.toNanos()));
    wrapped.addAll(command);
    return List.copyOf(wrapped);
  }
}
