package io.parley.runtime.resilience;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A remote call that did not succeed for a reason that may pass, and when to come back. The cause,
/// where there is one, is the last failure of the callee.
///
/// It has no stack trace: it is made as fast as calls come in when a callee is down, and a trace
/// through completion callbacks would tell nothing that [#policy()] does not.
public final class UnavailableException extends RuntimeException implements RetryAfter {
  /// Why a call was given up.
  public enum Reason {
    /// The callee is taken for down.
    BREAKER_OPEN,
    /// As many calls as allowed are under way.
    TOO_MANY_CALLS,
    /// No answer in time. What was asked may still happen, or have happened.
    TIMED_OUT,
    /// The callee failed. What was asked may have happened.
    FAILED
  }

  private final String policy;
  private final Reason reason;
  private final Duration retryAfter;
  private final int attempts;

  UnavailableException(
      String policy, Reason reason, Duration retryAfter, int attempts, @Nullable Throwable cause) {
    super(
        "%s: %s after %d attempts (retry after %d ms)"
            .formatted(policy, reason, attempts, retryAfter.toMillis()),
        cause,
        false,
        false);
    this.policy = policy;
    this.reason = reason;
    this.retryAfter = retryAfter;
    this.attempts = attempts;
  }

  public String policy() {
    return policy;
  }

  public Reason reason() {
    return reason;
  }

  /// When to try again at the earliest; spread at random, so that it can be handed to many callers.
  @Override
  public Duration retryAfter() {
    return retryAfter;
  }

  /// How often the callee was asked. 0 means that it never was, so nothing can have happened.
  public int attempts() {
    return attempts;
  }
}
