package io.parley.client;

import io.parley.protocol.v1.Code;
import java.time.Duration;

/// Where a client stands with its server.
public sealed interface ClientState {
  record Connecting() implements ClientState {}

  /// @param sessionId names the socket in the server's log
  record Online(String sessionId) implements ClientState {}

  /// It tries again by itself.
  record Offline(String reason, Duration retryIn) implements ClientState {}

  /// It does not try again by itself; what is in the outbox stays there, and whoever waits for a
  /// message is told [Outcome.Kept]. After `REPLACED`, `UNAUTHENTICATED` and `REFUSED` somebody may
  /// call [ParleyClient#start]; otherwise open a new client.
  ///
  /// @param code with `UNAUTHENTICATED` and `REFUSED` the one that said no, where one did; else
  ///   `CODE_UNSPECIFIED`
  record Closed(Why why, Code code, String reason) implements ClientState {
    Closed(Why why, String reason) {
      this(why, Code.CODE_UNSPECIFIED, reason);
    }
  }

  enum Why {
    /// Not started yet (then [ParleyClient#start] begins), or closed by its owner.
    STOPPED,
    /// The same device connected elsewhere (4409): start again only when a person asks for it.
    REPLACED,
    /// A new token was refused too (4401), or there is none: sign in again.
    UNAUTHENTICATED,
    /// No token, or no welcome, for a reason that no other try changes; the code says which.
    /// `CONFLICT`: this user has as many devices as may be.
    REFUSED,
    /// The listener threw: what it did not take comes again to the next client on its store. Or its
    /// executor takes nothing any more.
    LISTENER_FAILED,
    /// A fault of this library; or its executor takes nothing any more.
    FAILED
  }
}
