package io.parley.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What Linux says of a process in `/proc/PID/stat`.
///
/// @param state one letter: `R` running, `S` and `D` waiting, `T` suspended, `Z` and `X` dead
/// @param startTicks when it started, in ticks since the machine came up
record ProcStat(char state, long startTicks) {
  /// Counted from the field behind the program's name.
  private static final int STATE = 0;

  private static final int START_TIME = 19;

  /// Empty where there is no such process, or no such file system.
  static Optional<ProcStat> of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // the name stands in brackets and may hold anything
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(new ProcStat(fields[STATE].charAt(0), Long.parseLong(fields[START_TIME])));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /// It has ended, and only whoever started it has not taken note yet.
  boolean isZombie() {
    return state == 'Z' || state == 'X';
  }

  boolean isSuspended() {
    return state == 'T' || state == 't';
  }
}
