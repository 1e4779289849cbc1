package io.parley.edge;

import io.parley.protocol.v1.Code;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/// Who holds a token. Any thread; the stage completes on any thread and never fails: what stands in
/// the way is a verdict too.
public interface Authenticator {
  /// @param token as the client sent it, of any form
  /// @param deviceId as `hello` names it; empty where it names none
  CompletionStage<Verdict> verify(String token, String deviceId);

  /// What a token is worth.
  sealed interface Verdict {
    /// The user exists, and the device is one of theirs.
    record Accepted(String user, String device) implements Verdict {}

    /// @param code `UNAUTHENTICATED` for a token that is not good, `INVALID` or `CONFLICT` for a
    ///   device that cannot be, `UNAVAILABLE` when it cannot be told now
    /// @param detail fit for the client and for logs
    /// @param retryAfter zero where there is no hint
    record Refused(Code code, String detail, Duration retryAfter) implements Verdict {}
  }
}
