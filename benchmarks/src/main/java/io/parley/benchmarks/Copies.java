package io.parley.benchmarks;

import java.util.Arrays;

/// How many copies of each message have arrived, and how long the latest of them took. Messages are
/// counted through, so this is two arrays and no table.
final class Copies {
  private int[] counts = new int[256];
  private long[] latest = new long[256];

  void arrived(long number, long nanos) {
    add(Math.toIntExact(number), 1, nanos);
  }

  private void add(int message, int count, long nanos) {
    if (message >= counts.length) {
      int length = Math.max(message + 1, 2 * counts.length);
      counts = Arrays.copyOf(counts, length);
      latest = Arrays.copyOf(latest, length);
    }
    counts[message] += count;
    latest[message] = Math.max(latest[message], nanos);
  }

  void add(Copies other) {
    for (int message = 0; message < other.counts.length; message++) {
      if (other.counts[message] > 0) {
        add(message, other.counts[message], other.latest[message]);
      }
    }
  }

  int of(int message) {
    return message < counts.length ? counts[message] : 0;
  }

  long latestOf(int message) {
    return latest[message];
  }

  long total() {
    return Arrays.stream(counts).asLongStream().sum();
  }
}
