/// What becomes of a command: a deterministic state machine for each conversation, over the log of
/// commands. Records in, records out; no clock, no I/O, no threads. Two routers that read the same
/// log decide alike, because nothing here rests on anything else.
///
/// [Admission][io.parley.router.core.Admission] says whether a record is a command at all,
/// [ConversationMachine][io.parley.router.core.ConversationMachine] decides it,
/// [Turn][io.parley.router.core.Turn] takes the commands of one conversation through the machine,
/// and [Effects][io.parley.router.core.Effects] says who has to hear of it.
@NullMarked
package io.parley.router.core;

import org.jspecify.annotations.NullMarked;
