package io.parley.benchmarks;

/// When a load runs, by `System.nanoTime`: from `begin` to `end`, of which what was due from
/// `measure` on counts.
record Window(long begin, long measure, long end) {
  boolean counts(long nanos) {
    return nanos - measure >= 0 && nanos - end < 0;
  }
}
