package io.parley.benchmarks;

import java.util.ArrayList;
import java.util.List;

/// What so many sockets came to, beside a few that were there all the time.
///
/// @param edge the process that holds them
/// @param lost closed by somebody else than the generator, of them and of the few
/// @param refused attempts to connect, made again later
record SocketResult(int sockets, String edge, Cpu cpu, Memory memory, int lost, int refused) {
  /// What goes on without them gets cheaper while a system runs, so it is taken from both sides.
  ///
  /// @param before they came
  /// @param connecting while they came
  /// @param idle while they were there and said nothing but heartbeats
  /// @param after they were closed
  record Cpu(Usage before, Usage connecting, Usage idle, Usage after) {
    Usage without() {
      return before.and(after);
    }
  }

  /// Of the edge.
  ///
  /// @param before they came
  /// @param idle when they had been there for long enough
  /// @param after they were closed
  /// @param again when as many had come and gone once more
  record Memory(
      ProcessMemory before, ProcessMemory idle, ProcessMemory after, ProcessMemory again) {}

  double residentBytes() {
    return each(memory.idle.resident() - memory.before.resident());
  }

  double heapBytes() {
    return each(memory.idle.heap() - memory.before.heap());
  }

  /// What is still there of each when all are gone: allocators keep some for those who come next.
  double keptBytes() {
    return each(memory.after.resident() - memory.before.resident());
  }

  /// What as many again leave behind beyond that, each: nothing, if memory is flat.
  double grownBytes() {
    return each(memory.again.resident() - memory.after.resident());
  }

  private double each(long bytes) {
    return (double) bytes / sockets;
  }

  /// CPU of the edge for each of them, in a second.
  double idleMicros() {
    return idleMicros(cpu.idle.processes().of(edge), cpu.without().processes().of(edge));
  }

  /// CPU of all processes, engines included.
  double idleMicrosOfAll() {
    return idleMicros(cpu.idle.processes().total(), cpu.without().processes().total());
  }

  private double idleMicros(long with, long without) {
    return (with / cpu.idle.seconds() - without / cpu.without().seconds()) / sockets;
  }

  double handshakesPerSecond() {
    return sockets / cpu.connecting.seconds();
  }

  /// CPU of the edge for each.
  double handshakeMicros() {
    return (double) cpu.connecting.processes().of(edge) / sockets;
  }

  /// As many as one core of the edge has time for.
  double handshakesPerCore() {
    return 1e6 / handshakeMicros();
  }

  /// Why nothing can be said of the memory they take. What else runs takes none of theirs, as long
  /// as the machine does not swap.
  List<String> memoryVoidBecause() {
    return lost > 0 ? List.of(lost + " sockets were closed") : List.of();
  }

  /// Why nothing can be said of the CPU they take while they are there.
  List<String> idleVoidBecause(int loops) {
    List<String> reasons = new ArrayList<>(cpu.without().voidBecause(loops));
    reasons.addAll(cpu.idle.voidBecause(loops));
    reasons.addAll(memoryVoidBecause());
    return reasons;
  }

  /// Why nothing can be said of how fast they came.
  List<String> handshakesVoidBecause(int loops) {
    List<String> reasons = new ArrayList<>(cpu.connecting.voidBecause(loops));
    if (refused > 0) {
      reasons.add(refused + " connections were refused");
    }
    return reasons;
  }
}
