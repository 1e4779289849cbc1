package io.parley.benchmarks;

import java.util.ArrayList;
import java.util.List;

/// What one load came to.
///
/// @param tally of the messages that were due while it was measured
/// @param delivered events at their receivers while it was measured
/// @param system CPU of the system's processes while it was measured
/// @param generatorMicros CPU of this process in that time
/// @param machineMicros CPU of all processes of the machine in that time
/// @param seconds measured
record LoadResult(
    Load load,
    LaneTally tally,
    long delivered,
    ProcessCpu system,
    long generatorMicros,
    long machineMicros,
    double seconds) {
  /// The generator is late by more than this at its 99th percentile: its lag is in the latencies.
  private static final long LAG_MAX_US = 2_000;

  /// A generator's event loop that is this busy may be what limits.
  private static final double BUSY_MAX = 0.9;

  /// What else ran on the machine takes its turns before and after a message.
  private static final double OTHERS_MAX_CORES = 0.1;

  double deliveredPerSecond() {
    return delivered / seconds;
  }

  /// CPU of all processes of the system together, for each event at its receiver.
  double microsPerDelivered() {
    return delivered == 0 ? 0 : (double) system.total() / delivered;
  }

  /// What neither the system nor the generator used.
  double otherCores() {
    return Math.max(0, machineMicros - system.total() - generatorMicros) / 1e6 / seconds;
  }

  long missing() {
    return tally.sent.cardinality() - (long) tally.arrived.cardinality();
  }

  /// Why the figures say nothing about the system; empty if they do.
  List<String> voidBecause(int loops) {
    List<String> reasons = new ArrayList<>();
    double busy = generatorMicros / 1e6 / seconds / loops;
    if (busy > BUSY_MAX) {
      reasons.add("the generator's event loops were busy for %.0f %%".formatted(100 * busy));
    }
    long lag = tally.lag.getValueAtPercentile(99);
    if (lag > LAG_MAX_US) {
      reasons.add("the generator was %.1f ms late".formatted(lag / 1e3));
    }
    if (otherCores() > OTHERS_MAX_CORES) {
      reasons.add("others on this machine used %.2f cores".formatted(otherCores()));
    }
    if (tally.socketsLost > 0) {
      reasons.add(tally.socketsLost + " sockets were closed");
    }
    if (tally.doubled > 0) {
      reasons.add(tally.doubled + " messages were delivered twice");
    }
    return reasons;
  }
}
