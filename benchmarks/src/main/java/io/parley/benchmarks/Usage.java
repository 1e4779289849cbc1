package io.parley.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
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

  /// @param counting whether operations are counted, which costs a little
  static Usage read(RunningSystem system, boolean counting) throws IOException {
    Operations operations = counting ? Operations.read(system) : Operations.NONE;
    SequencedMap<String, Long> pids = new LinkedHashMap<>(system.processes());
    pids.put(GENERATOR, ProcessHandle.current().pid());
    ProcessCpu all = ProcessCpu.read(pids);
    SequencedMap<String, Long> micros = new LinkedHashMap<>(all.micros());
    micros.remove(GENERATOR);
    return new Usage(
        new ProcessCpu(micros),
        all.of(GENERATOR),
        ProcessCpu.machineMicros(),
        operations,
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
}
