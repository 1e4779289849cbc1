/// What the small parts cost: codecs, records, decisions, ids. JMH runs the methods that say
/// `@Benchmark` ([SmallParts]); the tests beside them show that each does what it is named for.
///
/// In the test sources, since JMH is nothing for the class path of what is measured, and since what
/// edge and router decide is package-private: their benchmarks stand in the packages of what they
/// measure, `io.parley.edge.socket` and `io.parley.router`.
@NullMarked
package io.parley.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
