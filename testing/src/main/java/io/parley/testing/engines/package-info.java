/// The real Cassandra, Kafka and Redis for tests: started once per build, shared by all, with names
/// of its own for each test class, and faults on demand.
///
/// A test class says `@ExtendWith(EnginesExtension.class)` and takes a [TestEngines] as a
/// parameter.
@NullMarked
package io.parley.testing.engines;

import org.jspecify.annotations.NullMarked;
