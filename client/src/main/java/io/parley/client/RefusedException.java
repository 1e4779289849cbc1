package io.parley.client;

import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Problem;
import java.time.Duration;

/// A request that was not done, and the code that says why.
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final Duration retryAfter;
  private final boolean mayBeDone;

  public RefusedException(Code code, String message, Duration retryAfter) {
    this(code, code + ": " + message, retryAfter, false);
  }

  private RefusedException(Code code, String told, Duration retryAfter, boolean mayBeDone) {
    super(told);
    this.code = code;
    this.retryAfter = retryAfter;
    this.mayBeDone = mayBeDone;
  }

  static RefusedException of(Problem problem) {
    return new RefusedException(
        problem.getCode(), problem.getMessage(), Duration.ofMillis(problem.getRetryAfterMs()));
  }

  static RefusedException unavailable(String message) {
    return new RefusedException(Code.UNAVAILABLE, message, Duration.ZERO);
  }

  /// The same, said when an attempt had no clear answer.
  RefusedException afterOpenAttempt() {
    return new RefusedException(code, String.valueOf(getMessage()), retryAfter, true);
  }

  public Code code() {
    return code;
  }

  /// Zero: no hint.
  public Duration retryAfter() {
    return retryAfter;
  }

  /// Whether it may have been done all the same: an attempt had no clear answer. With a code like
  /// `CONFLICT` this may even be said of what that attempt did: "bob is a member already". What
  /// changed the conversation shows in its events, or in [Groups#info].
  public boolean mayBeDone() {
    return mayBeDone;
  }
}
