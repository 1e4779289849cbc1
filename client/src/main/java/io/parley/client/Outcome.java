package io.parley.client;

import io.parley.protocol.v1.Code;
import java.time.Instant;

/// What became of a message.
public sealed interface Outcome {
  /// It is stored: it survives whatever happens to the server, and every member can read it.
  record Sent(long messageId, long seq, Instant at) implements Outcome {}

  /// It is out of the outbox and will not be sent by itself.
  ///
  /// @param code with `REFUSED` the server's, else `CODE_UNSPECIFIED`
  /// @param message for people who read logs, not for users
  record Failed(Reason reason, Code code, String message) implements Outcome {}

  /// The client was closed, or closed itself, first; the message stays in the outbox. It goes out
  /// after the next [ParleyClient#start] or, with a lasting store, when a client opens that store
  /// again; [ParleyClient#unsent] has it, to wait for anew.
  record Kept() implements Outcome {}

  enum Reason {
    /// The server will not take it. After `INTERNAL` it may be stored all the same:
    /// [ParleyClient#sendAgain] is then safe, a new send is not.
    REFUSED,
    /// Too many wait already.
    OUTBOX_FULL,
    /// The store could not keep it, or the client is closed for good, so it was not sent either.
    NOT_KEPT,
    /// A message with this clientMessageId waits in this conversation already.
    DUPLICATE
  }
}
