package io.parley.standalone.up;

import io.parley.engines.ProcessListener;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Tells people what the launcher does, a line at a time; nothing of it needs a terminal.
final class Progress implements ProcessListener {
  private static final int LINE_MAX = 180;

  private final PrintStream out;
  private final RunState state;
  private final Set<String> seen = new HashSet<>();

  Progress(PrintStream out, RunState state) {
    this.out = out;
    this.state = state;
  }

  synchronized void say(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public synchronized void starting(String name) {
    if (seen.add(name)) {
      say("  … " + name);
    }
  }

  @Override
  public void ready(String name, Duration took) {
    say("  ✓ %-12s %s".formatted(name, seconds(took)));
  }

  @Override
  public void died(String name, Death death, Duration restartIn) {
    try {
      state.died(name, death.exitCode());
    } catch (IOException e) {
      say("  ! the state file cannot be written: " + e.getMessage());
    }
    synchronized (this) {
      say("  ✗ %s died (%s); its last lines:".formatted(name, why(death)));
      death.lastLines().forEach(line -> say("      " + cut(line)));
      say("    starting it again in " + seconds(restartIn));
    }
  }

  /// Somebody's signal speaks for itself; our own, and what could not start, want the reason.
  private static String why(Death death) {
    return death.reason().startsWith("it ended with exit code")
        ? exit(death.exitCode())
        : death.reason();
  }

  private static String cut(String line) {
    return line.length() > LINE_MAX ? line.substring(0, LINE_MAX) + "…" : line;
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
  }

  /// A shell's way of telling a signal.
  static String exit(int code) {
    return code > 128 && code < 160 ? "killed by signal " + (code - 128) : "exit code " + code;
  }
}
