package io.parley.load.plan;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/// When one person writes, where and how much. Nothing depends on the answers: a person who is due
/// is due, however slow the server.
///
/// Pauses are exponential, as those of many who do not know of each other; texts are log-normal,
/// most of them short; of her conversations a person prefers the first by Zipf's law. One thread at
/// a time.
public final class Person {
  private static final double TEXT_MEDIAN = 40;
  private static final double TEXT_SIGMA = 0.8;
  private static final int TEXT_MAX = 4000;

  private final Tempo tempo;
  private final double share;
  private final List<Integer> writesIn;
  private final RandomGenerator random;
  private double due;

  /// @param share of all messages that is hers
  /// @param writesIn the conversations she writes in, the dearest first; with none she listens
  public Person(Tempo tempo, double share, List<Integer> writesIn, RandomGenerator random) {
    this.tempo = tempo;
    this.share = share;
    this.writesIn = List.copyOf(writesIn);
    this.random = random;
  }

  /// She is there from now on: what she might have written before is not made up for.
  ///
  /// @param second of the run
  public void arrives(double second) {
    due = Math.max(due, second);
  }

  /// When she writes next, in seconds of the run; empty: not any more.
  public OptionalDouble next() {
    if (writesIn.isEmpty() || share <= 0) {
      return OptionalDouble.empty();
    }
    due = tempo.after(due, exponential() / share);
    return due < tempo.seconds() ? OptionalDouble.of(due) : OptionalDouble.empty();
  }

  private double exponential() {
    return -Math.log(1 - random.nextDouble());
  }

  /// Where she writes; empty: nowhere.
  public OptionalInt conversation() {
    if (writesIn.isEmpty()) {
      return OptionalInt.empty();
    }
    double left = random.nextDouble() * harmonic(writesIn.size());
    int rank = 1;
    while (rank < writesIn.size() && left > 1.0 / rank) {
      left -= 1.0 / rank;
      rank++;
    }
    return OptionalInt.of(writesIn.get(rank - 1));
  }

  private static double harmonic(int count) {
    double sum = 0;
    for (int rank = 1; rank <= count; rank++) {
      sum += 1.0 / rank;
    }
    return sum;
  }

  /// How long her next text is, in characters.
  public int textLength() {
    double length = TEXT_MEDIAN * Math.exp(TEXT_SIGMA * random.nextGaussian());
    return (int) Math.clamp(length, 1, TEXT_MAX);
  }
}
