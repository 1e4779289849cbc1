package io.parley.benchmarks;

import io.parley.protocol.v1.Code;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// What one lane saw of one load. Belongs to the lane's event loop until the load is over.
final class LaneTally {
  private static final long LONGEST_US = 120_000_000;

  /// From when it was due, in microseconds.
  final Histogram toSent = histogram();

  /// To each receiver, where there are many.
  final Histogram toEvent = histogram();

  /// To the last of many receivers, for messages that reached all of them ([#settle]).
  final Histogram toLast = histogram();

  /// How late the generator itself was.
  final Histogram lag = histogram();

  final BitSet sent = new BitSet();
  final BitSet answered = new BitSet();
  final BitSet arrived = new BitSet();
  final Copies copies = new Copies();
  final Map<Code, Integer> errors = new EnumMap<>(Code.class);
  int doubled;
  int socketsLost;

  /// Messages that were due where nobody was there to send them.
  int unsent;

  private static Histogram histogram() {
    return new Histogram(LONGEST_US, 3);
  }

  static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.clamp(nanos / 1000, 0, LONGEST_US));
  }

  /// The same of something that is looked at every so often: what ought to have come meanwhile was
  /// late too.
  static void record(Histogram histogram, long nanos, long everyNanos) {
    histogram.recordValueWithExpectedInterval(
        Math.clamp(nanos / 1000, 0, LONGEST_US), everyNanos / 1000);
  }

  /// A message that counts has an event at its receiver.
  void arrived(long number, long nanos) {
    int bit = Math.toIntExact(number);
    if (arrived.get(bit)) {
      doubled++;
    } else {
      arrived.set(bit);
      record(toEvent, nanos);
    }
  }

  /// A message that counts is at one of its receivers.
  void copied(long number, long nanos) {
    copies.arrived(number, nanos);
    record(toEvent, nanos);
  }

  /// Looks for messages that have reached all of their receivers by now, wherever those are: to be
  /// asked of all lanes together.
  void settle(int receivers) {
    for (int i = sent.nextSetBit(0); i >= 0; i = sent.nextSetBit(i + 1)) {
      if (!arrived.get(i) && copies.of(i) >= receivers) {
        arrived.set(i);
        record(toLast, copies.latestOf(i));
      }
    }
  }

  void answered(long number, long nanos) {
    int bit = Math.toIntExact(number);
    if (!answered.get(bit)) {
      answered.set(bit);
      record(toSent, nanos);
    }
  }

  void add(LaneTally other) {
    toSent.add(other.toSent);
    toEvent.add(other.toEvent);
    toLast.add(other.toLast);
    copies.add(other.copies);
    lag.add(other.lag);
    sent.or(other.sent);
    answered.or(other.answered);
    arrived.or(other.arrived);
    other.errors.forEach((code, count) -> errors.merge(code, count, Integer::sum));
    doubled += other.doubled;
    socketsLost += other.socketsLost;
    unsent += other.unsent;
  }
}
