package io.parley.client;

import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Problem;
import java.time.Duration;

/// A request that was not done, and the code that says why.
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final Duration retryAfter;

  public RefusedException(Code code, String message, Duration retryAfter) {
    super(code + ": " + message);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  static RefusedException of(Problem problem) {
    return new RefusedException(
        problem.getCode(), problem.getMessage(), Duration.ofMillis(problem.getRetryAfterMs()));
  }

  static RefusedException unavailable(String message) {
    return new RefusedException(Code.UNAVAILABLE, message, Duration.ZERO);
  }

  public Code code() {
    return code;
  }

  /// Zero: no hint.
  public Duration retryAfter() {
    return retryAfter;
  }
}
