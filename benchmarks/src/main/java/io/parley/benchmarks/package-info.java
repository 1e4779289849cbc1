/// What a message costs, end to end: a load generator that speaks the protocol over many sockets,
/// and the accounting of every process's CPU.
///
/// [SystemBenchmark] is the entry point; `docs/performance.md` says how to run it and what came
/// out.
@NullMarked
package io.parley.benchmarks;

import org.jspecify.annotations.NullMarked;
