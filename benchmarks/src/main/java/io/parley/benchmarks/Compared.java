package io.parley.benchmarks;

/// The same of a Parley and of the raw relay, in one run on one machine.
record Compared<T>(T here, T relay) {}
