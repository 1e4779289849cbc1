package io.parley.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What a system, its engines and the generator used: until a moment, or between two.
///
/// @param processes CPU of the system's processes
/// @param generatorMicros CPU of this process
/// @param machineMicros CPU of all processes of the machine
/// @param nanos of the moment, or how long it was
record Usage(
    ProcessCpu processes,
    long generatorMicros,
    long machineMicros,
    Operations operations,
    long nanos) {
  private static final String GENERATOR = "generator";

  /// A generator's event loop that is this busy may be what limits.
  private static final double BUSY_MAX = 0.9;

  /// What else ran on the machine takes its turns before and after a message.
  private static final double OTHERS_MAX_CORES = 0.1;

  /// As something begins: what counting takes, some milliseconds, is over when it does.
  ///
  /// @param counting whether operations are counted
  static Usage asItBegins(Target target, boolean counting) throws IOException {
    Operations operations = counting ? target.operations() : Operations.NONE;
    return now(target).counting(operations);
  }

  /// As something ends: only then operations are counted.
  static Usage asItEnds(Target target, boolean counting) throws IOException {
    Usage now = now(target);
    return counting ? now.counting(target.operations()) : now;
  }

  private Usage counting(Operations counted) {
    return new Usage(processes, generatorMicros, machineMicros, counted, nanos);
  }

  private static Usage now(Target target) throws IOException {
    SequencedMap<String, Long> pids = new LinkedHashMap<>(target.processes());
    pids.put(GENERATOR, ProcessHandle.current().pid());
    ProcessCpu all = ProcessCpu.read(pids);
    SequencedMap<String, Long> micros = new LinkedHashMap<>(all.micros());
    micros.remove(GENERATOR);
    return new Usage(
        new ProcessCpu(micros),
        all.of(GENERATOR),
        ProcessCpu.machineMicros(),
        Operations.NONE,
        System.nanoTime());
  }

  Usage since(Usage earlier) {
    return new Usage(
        processes.since(earlier.processes),
        generatorMicros - earlier.generatorMicros,
        machineMicros - earlier.machineMicros,
        operations.since(earlier.operations),
        nanos - earlier.nanos);
  }

  /// In two stretches of time together.
  Usage and(Usage other) {
    return new Usage(
        processes.and(other.processes),
        generatorMicros + other.generatorMicros,
        machineMicros + other.machineMicros,
        operations.and(other.operations),
        nanos + other.nanos);
  }

  double seconds() {
    return nanos / 1e9;
  }

  double generatorCores() {
    return generatorMicros / 1e6 / seconds();
  }

  /// What neither the system nor the generator used.
  double otherCores() {
    return Math.max(0, machineMicros - processes.total() - generatorMicros) / 1e6 / seconds();
  }

  /// Why nothing can be said of what went on in this time; empty if it can.
  List<String> voidBecause(int loops) {
    List<String> reasons = new ArrayList<>();
    double busy = generatorCores() / loops;
    if (busy > BUSY_MAX) {
      reasons.add("the generator's event loops were busy for %.0f %%".formatted(100 * busy));
    }
    if (otherCores() > OTHERS_MAX_CORES) {
      reasons.add("others on this machine used %.2f cores".formatted(otherCores()));
    }
    return reasons;
  }
}
