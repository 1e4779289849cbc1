package io.parley.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// CPU time of processes as Linux accounts for it, all threads and both modes.
///
/// @param micros by the name of the process
record ProcessCpu(SequencedMap<String, Long> micros) {
  /// Counted from the field behind the program's name in `/proc/PID/stat`.
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;

  /// The kernel tells it to programs in hundredths of a second, whatever it counts in itself.
  private static final long MICROS_PER_TICK = 10_000;

  /// @param pids by name; a process that is gone reads as 0
  static ProcessCpu read(SequencedMap<String, Long> pids) {
    SequencedMap<String, Long> micros = new LinkedHashMap<>();
    pids.forEach((name, pid) -> micros.put(name, micros(pid)));
    return new ProcessCpu(micros);
  }

  ProcessCpu since(ProcessCpu earlier) {
    SequencedMap<String, Long> spent = new LinkedHashMap<>();
    micros.forEach((name, now) -> spent.put(name, now - earlier.micros.getOrDefault(name, 0L)));
    return new ProcessCpu(spent);
  }

  ProcessCpu and(ProcessCpu other) {
    SequencedMap<String, Long> together = new LinkedHashMap<>(micros);
    other.micros.forEach((name, more) -> together.merge(name, more, Long::sum));
    return new ProcessCpu(together);
  }

  long total() {
    return micros.values().stream().mapToLong(Long::longValue).sum();
  }

  long of(String name) {
    return micros.getOrDefault(name, 0L);
  }

  private static long micros(long pid) {
    try {
      return parse(Files.readString(Path.of("/proc/" + pid + "/stat")));
    } catch (IOException e) {
      // ended; whoever compares two readings sees it
      return 0;
    }
  }

  /// CPU time of everything that ever ran on this machine, and what others took of it from outside.
  static long machineMicros() throws IOException {
    return parseMachine(Files.readString(Path.of("/proc/stat")));
  }

  /// The first line: `cpu`, then ticks of user, nice, system, idle, waiting, interrupts (two
  /// kinds), stolen: a virtual machine was ready to run and was not let.
  static long parseMachine(String stat) {
    String[] fields = stat.substring(0, stat.indexOf('\n')).split(" +", -1);
    long ticks = 0;
    for (int busy : new int[] {1, 2, 3, 6, 7, 8}) {
      ticks += Long.parseLong(fields[busy]);
    }
    return ticks * MICROS_PER_TICK;
  }

  static long parse(String stat) {
    // the name stands in brackets and may hold anything
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
    return ticks * MICROS_PER_TICK;
  }

  /// Names and ids that are worth a column: one for each process, though it have two names.
  static SequencedMap<String, Long> distinct(Map<String, Long> pids) {
    SequencedMap<Long, String> names = new LinkedHashMap<>();
    pids.forEach((name, pid) -> names.put(pid, name));
    SequencedMap<String, Long> distinct = new LinkedHashMap<>();
    names.forEach((pid, name) -> distinct.put(name, pid));
    return distinct;
  }
}
