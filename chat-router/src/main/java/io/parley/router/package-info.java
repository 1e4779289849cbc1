/// The only writer of a conversation: a deterministic state machine over the log of commands.
///
/// The machine is [core][io.parley.router.core]; here is what drives it. A
/// [ChatRouter][io.parley.router.ChatRouter] runs a loop over its partitions of the log, a
/// `PartitionRouter` decides one of them, a `BatchRun` takes each batch from the log to the store,
/// and an `Announcement` on to the edges.
@NullMarked
package io.parley.router;

import org.jspecify.annotations.NullMarked;
