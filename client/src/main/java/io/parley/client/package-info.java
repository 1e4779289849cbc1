/// The client library: a device's side of the protocol, for apps, load tools and tests.
///
/// Start at [ParleyClient]. What it decides is in [ClientMachine], which has no thread, no clock
/// and no socket: calls go in with the time, [Actions] come out. Its parts: [Link] (connecting, and
/// when to try again), [Refusal] (what helps against a no), [Window] (frames without an answer),
/// [Outbox] (messages until they are stored), [Timelines] (what the listener gets, in order),
/// [Listing] (which conversations have moved), [PageSize] (how much is asked for at once), [Calls]
/// ([Request]: which of them may be repeated) and [Marks]. Around it: [Mailbox] gives it one thread
/// at a time, [Deliveries] calls the listener, [Keeper] writes to the [ClientStore], [Transport]
/// carries.
///
/// Compiled for Java 17 and free of what Android lacks.
@NullMarked
package io.parley.client;

import org.jspecify.annotations.NullMarked;
