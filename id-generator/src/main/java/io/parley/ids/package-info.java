/// Ids: 64-bit Snowflakes, and the two places they come from.
///
/// - [SnowflakeLayout] is the bit layout of `docs/protocol.md`.
/// - [LogIdSequence] gives the records of a Kafka partition their ids: a pure function of the log,
///   for routers. Message ids come from here and nowhere else.
/// - [LeasedIdSource] mints ids for services that have no log: it leases a worker id through
///   [WorkerLeases] and mints only while the lease is proven held. No service does so yet.
///
/// Each source is unique in itself. The two share the ten worker bits (a partition there, a leased
/// worker here), so an id of one may equal an id of the other: never use both in one key space.
@NullMarked
package io.parley.ids;

import org.jspecify.annotations.NullMarked;
