/// Forks the real engines (Cassandra, Kafka, Redis) on one machine, from the artifacts that the
/// build resolved: for `./parley up` and for the tests. Nothing here talks to an engine through a
/// client library; a probe of a few bytes says whether it answers.
///
/// Start at [Engines], which owns the three; a `…Blueprint` says what one engine is started with.
@NullMarked
package io.parley.engines;

import org.jspecify.annotations.NullMarked;
