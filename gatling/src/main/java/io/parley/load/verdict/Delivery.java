package io.parley.load.verdict;

import java.util.ArrayList;
import java.util.List;

/// What was delivered, against what was promised.
///
/// @param attempted messages that were due
/// @param acknowledged of them
/// @param refused of them, for good: nobody was promised anything
/// @param shown events at devices, each device's own messages among them
/// @param lost events that a device ought to show and does not, each device counted
/// @param doubled events shown twice, and messages that stand at two places
/// @param reordered events out of their order, and places where devices show different events
/// @param samples a few of the faults, in words
public record Delivery(
    long attempted,
    long acknowledged,
    long refused,
    long shown,
    long lost,
    long doubled,
    long reordered,
    List<String> samples) {
  static final int SAMPLES_MAX = 20;

  static final Delivery NONE = new Delivery(0, 0, 0, 0, 0, 0, 0, List.of());

  public Delivery {
    samples = List.copyOf(samples);
  }

  Delivery plus(Delivery other) {
    List<String> both = new ArrayList<>(samples);
    both.addAll(other.samples);
    return new Delivery(
        attempted + other.attempted,
        acknowledged + other.acknowledged,
        refused + other.refused,
        shown + other.shown,
        lost + other.lost,
        doubled + other.doubled,
        reordered + other.reordered,
        both.subList(0, Math.min(both.size(), SAMPLES_MAX)));
  }

  /// Neither an answer nor a refusal came.
  public long unanswered() {
    return attempted - acknowledged - refused;
  }

  public boolean isFaultless() {
    return lost == 0 && doubled == 0 && reordered == 0;
  }
}
