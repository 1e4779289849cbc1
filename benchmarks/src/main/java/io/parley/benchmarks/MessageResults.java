package io.parley.benchmarks;

import java.util.List;

/// What one system made of the loads of the budget, in the order of its plan.
record MessageResults(List<LoadResult> pairs, List<SpreadResult> groups) {
  MessageResults {
    pairs = List.copyOf(pairs);
    groups = List.copyOf(groups);
  }
}
