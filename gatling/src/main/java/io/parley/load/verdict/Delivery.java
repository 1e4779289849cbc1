package io.parley.load.verdict;

import java.util.ArrayList;
import java.util.List;

/// What was delivered, against what was promised.
///
/// @param sent what became of the messages
/// @param shown events at devices, each device's own messages among them
/// @param faults of the server
public record Delivery(Sent sent, long shown, Faults faults) {
  static final Delivery NONE =
      new Delivery(new Sent(0, 0, 0), 0, new Faults(0, 0, 0, 0, 0, List.of()));

  /// @param attempted messages that were due
  /// @param acknowledged of them
  /// @param refused of them, for good: nobody was promised anything
  public record Sent(long attempted, long acknowledged, long refused) {
    /// Neither an answer nor a refusal came.
    public long unanswered() {
      return attempted - acknowledged - refused;
    }

    Sent plus(Sent other) {
      return new Sent(
          attempted + other.attempted, acknowledged + other.acknowledged, refused + other.refused);
    }
  }

  /// @param lost events that a device ought to show and does not, each device counted
  /// @param doubled events shown twice, and messages that stand at two places
  /// @param reordered events out of their order, and places where devices show different events
  /// @param forgotten events that were there, and are not when the conversation is read again
  /// @param wrong what no server may say: an event of a conversation to somebody who is not in it,
  ///   a page of history that leaves one out
  /// @param samples a few of them, in words
  public record Faults(
      long lost, long doubled, long reordered, long forgotten, long wrong, List<String> samples) {
    static final int SAMPLES_MAX = 20;

    public Faults {
      samples = List.copyOf(samples);
    }

    static Faults wrong(long count, List<String> samples) {
      return new Faults(0, 0, 0, 0, count, samples);
    }

    Faults plus(Faults other) {
      List<String> both = new ArrayList<>(samples);
      both.addAll(other.samples);
      return new Faults(
          lost + other.lost,
          doubled + other.doubled,
          reordered + other.reordered,
          forgotten + other.forgotten,
          wrong + other.wrong,
          both.subList(0, Math.min(both.size(), SAMPLES_MAX)));
    }

    public boolean isNone() {
      return lost == 0 && doubled == 0 && reordered == 0 && forgotten == 0 && wrong == 0;
    }
  }

  Delivery plus(Delivery other) {
    return new Delivery(sent.plus(other.sent), shown + other.shown, faults.plus(other.faults));
  }

  Delivery with(Faults more) {
    return new Delivery(sent, shown, faults.plus(more));
  }
}
