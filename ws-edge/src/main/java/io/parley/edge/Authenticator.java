package io.parley.edge;

import io.parley.protocol.v1.Code;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/// Who holds a token, and whether they may stay. Any thread; stages complete on any thread.
public interface Authenticator {
  /// Never fails: what stands in the way is a verdict too.
  ///
  /// @param token as the client sent it, of any form
  /// @param deviceId as `hello` names it; empty where it names none
  CompletionStage<Verdict> verify(String token, String deviceId);

  /// Whether the log-in that was accepted once still stands: its device was neither revoked nor
  /// logged in anew since. Fails when it cannot be told now.
  CompletionStage<Boolean> stillStands(Verdict.Accepted accepted);

  /// What a token is worth.
  sealed interface Verdict {
    /// The user exists, and the device is one of theirs.
    ///
    /// @param login tells the log-ins of the device apart
    record Accepted(String user, String device, long login) implements Verdict {}

    /// @param code `UNAUTHENTICATED` for a token that is not good, `INVALID` or `CONFLICT` for a
    ///   device that cannot be, `UNAVAILABLE` when it cannot be told now
    /// @param detail fit for the client and for logs
    /// @param retryAfter zero where there is no hint
    record Refused(Code code, String detail, Duration retryAfter) implements Verdict {}
  }
}
