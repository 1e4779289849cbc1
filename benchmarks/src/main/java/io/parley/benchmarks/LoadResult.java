package io.parley.benchmarks;

import java.util.ArrayList;
import java.util.List;

/// What one load came to.
///
/// @param tally of the messages that were due while it was measured
/// @param delivered events at their receivers while it was measured
/// @param used while it was measured
record LoadResult(Load load, LaneTally tally, long delivered, Usage used) {
  /// The generator is late by more than this at its 99th percentile: its lag is in the latencies.
  private static final long LAG_MAX_US = 2_000;

  double deliveredPerSecond() {
    return delivered / used.seconds();
  }

  /// CPU of all processes of the system together, for each event at its receiver.
  double microsPerDelivered() {
    return delivered == 0 ? 0 : (double) used.processes().total() / delivered;
  }

  long missing() {
    return tally.sent.cardinality() - (long) tally.arrived.cardinality();
  }

  /// Why the figures say nothing about the system; empty if they do.
  List<String> voidBecause(int loops) {
    List<String> reasons = new ArrayList<>(used.voidBecause(loops));
    long lag = tally.lag.getValueAtPercentile(99);
    if (lag > LAG_MAX_US) {
      reasons.add("the generator was %.1f ms late".formatted(lag / 1e3));
    }
    if (missing() > 0) {
      // they are in no latency
      String refused = tally.errors.isEmpty() ? "" : ", refused " + tally.errors;
      reasons.add("%d messages were missing%s".formatted(missing(), refused));
    }
    if (tally.unsent > 0) {
      reasons.add(tally.unsent + " messages had nobody to send them");
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
