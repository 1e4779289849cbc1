package io.parley.client;

import java.time.Duration;

/// Where a client stands with its server.
public sealed interface ClientState {
  record Connecting() implements ClientState {}

  /// @param sessionId names the socket in the server's log
  record Online(String sessionId) implements ClientState {}

  /// It tries again by itself.
  record Offline(String reason, Duration retryIn) implements ClientState {}

  /// It does not try again by itself; what is in the outbox stays there. After `REPLACED` and
  /// `UNAUTHENTICATED` somebody may call [ParleyClient#start]; otherwise open a new client.
  record Closed(Why why, String reason) implements ClientState {}

  enum Why {
    /// Not started yet (then [ParleyClient#start] begins), or closed by its owner.
    STOPPED,
    /// The same device connected elsewhere (4409): start again only when a person asks for it.
    REPLACED,
    /// A new token was refused too (4401), or there is none: sign in again.
    UNAUTHENTICATED,
    /// The listener threw: what it did not take comes again to the next client on its store.
    LISTENER_FAILED,
    /// A fault of this library.
    FAILED
  }
}
