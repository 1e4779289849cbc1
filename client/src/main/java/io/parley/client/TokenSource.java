package io.parley.client;

import java.util.concurrent.CompletionStage;

/// Where access tokens come from. Asked before every connection, on the client's thread, which it
/// must not block.
@FunctionalInterface
public interface TokenSource {
  /// A token that is valid now.
  ///
  /// A stage that fails with a [RefusedException] of the code `UNAUTHENTICATED` ends the client
  /// (sign in again, then start it); any other failure is tried again later.
  ///
  /// @param refused the server did not accept the one it got last: a new one is needed
  CompletionStage<String> token(boolean refused);
}
