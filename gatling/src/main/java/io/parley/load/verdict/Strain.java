package io.parley.load.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the generator itself went through while it ran.
///
/// @param lagMs by how much its event loops were late at any time, 99th percentile
/// @param saidLateMs by how much it was late with what people were due to say, 99th percentile
/// @param busy share of the machine's cores that this process used, in its busiest ten seconds
/// @param descriptors the most that were seen open
/// @param descriptorsMax as many as this process may open
/// @param shortages sockets that this machine could not open: no port, no descriptor
/// @param holdersDied processes for held sockets that ended by themselves
public record Strain(
    double lagMs,
    double saidLateMs,
    double busy,
    long descriptors,
    long descriptorsMax,
    long shortages,
    int holdersDied) {
  /// With less to spare, a generator may be what limits.
  private static final double BUSY_MAX = 0.9;

  private static final double DESCRIPTORS_MAX = 0.95;

  /// Why the figures say nothing about the server; empty if they do.
  ///
  /// @param lagMaxMs what the run tolerates
  public List<String> voidBecause(double lagMaxMs) {
    List<String> reasons = new ArrayList<>();
    if (lagMs > lagMaxMs) {
      reasons.add(late("the generator's event loops were", lagMs, lagMaxMs));
    }
    if (saidLateMs > lagMaxMs) {
      reasons.add(late("what people were due to say was", saidLateMs, lagMaxMs));
    }
    if (busy > BUSY_MAX) {
      reasons.add(
          "the generator used %.0f %% of this machine's cores for ten seconds"
              .formatted(100 * busy));
    }
    if (descriptors > DESCRIPTORS_MAX * descriptorsMax) {
      reasons.add("%d of %d descriptors were open".formatted(descriptors, descriptorsMax));
    }
    if (shortages > 0) {
      reasons.add(
          "%d sockets could not be opened for want of ports or descriptors here"
              .formatted(shortages));
    }
    if (holdersDied > 0) {
      reasons.add("%d processes that held sockets died".formatted(holdersDied));
    }
    return reasons;
  }

  private static String late(String what, double ms, double most) {
    return String.format(Locale.ROOT, "%s late by %.1f ms, p99 (at most %.0f)", what, ms, most);
  }
}
