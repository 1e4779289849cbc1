package io.parley.load.verdict;

import java.util.ArrayList;
import java.util.List;

/// What the generator itself went through while it ran.
///
/// @param lagMs by how much its event loops were late, 99th percentile
/// @param busy share of the machine's cores that this process used
/// @param descriptors the most that were open at a time
/// @param descriptorsMax as many as this process may open
/// @param shortages sockets that this machine could not open: no port, no descriptor
public record Strain(
    double lagMs, double busy, long descriptors, long descriptorsMax, long shortages) {
  /// With less to spare, a generator may be what limits.
  private static final double BUSY_MAX = 0.9;

  private static final double DESCRIPTORS_MAX = 0.95;

  /// Why the figures say nothing about the server; empty if they do.
  ///
  /// @param lagMaxMs what the run tolerates
  public List<String> voidBecause(double lagMaxMs) {
    List<String> reasons = new ArrayList<>();
    if (lagMs > lagMaxMs) {
      reasons.add(
          "the generator's event loops were late by %.1f ms, p99 (at most %.0f)"
              .formatted(lagMs, lagMaxMs));
    }
    if (busy > BUSY_MAX) {
      reasons.add("the generator used %.0f %% of this machine's cores".formatted(100 * busy));
    }
    if (descriptors > DESCRIPTORS_MAX * descriptorsMax) {
      reasons.add("%d of %d descriptors were open".formatted(descriptors, descriptorsMax));
    }
    if (shortages > 0) {
      reasons.add(
          "%d sockets could not be opened for want of ports or descriptors here"
              .formatted(shortages));
    }
    return reasons;
  }
}
