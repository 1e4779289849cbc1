/// What a message and a socket cost, end to end: a load generator that speaks the protocol over
/// many sockets, the accounting of every process's CPU and memory, and a raw relay to compare with.
///
/// [SystemBenchmark] is the entry point; `docs/performance.md` says how to run it and what came
/// out.
@NullMarked
package io.parley.benchmarks;

import org.jspecify.annotations.NullMarked;
