/// The only writer of a conversation: a deterministic state machine over the log of commands.
///
/// Nothing is here yet. The process that will run it is (`./parley run router`), with its admin
/// port and its dependencies, and so is what it will stand on: the consumer loop of `runtime`, the
/// ids of the log, the schema of commands and deliveries.
@NullMarked
package io.parley.router;

import org.jspecify.annotations.NullMarked;
