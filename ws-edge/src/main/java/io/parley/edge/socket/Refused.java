package io.parley.edge.socket;

import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Problem;
import java.time.Duration;

/// Why a frame was not done, as its sender is told.
///
/// @param message names the field, what was found and what is allowed; quotes nothing unescaped
/// @param retryAfter zero where there is no hint
/// @param reference of an `INTERNAL` fault, which stands in the log; else empty
record Refused(Code code, String message, Duration retryAfter, String reference) {
  Refused(Code code, String message) {
    this(code, message, Duration.ZERO, "");
  }

  static Refused invalid(String field, String found, String expected) {
    return new Refused(Code.INVALID, field + ": " + found + " (expected: " + expected + ")");
  }

  static Refused later(Code code, String message, Duration retryAfter) {
    return new Refused(code, message, retryAfter, "");
  }

  Problem asProblem() {
    return Problem.newBuilder()
        .setCode(code)
        .setMessage(message)
        .setRetryAfterMs(retryAfterMs())
        .setReference(reference)
        .build();
  }

  /// Rounded up: 0 would be no hint, and less than the wait would be refused again.
  private int retryAfterMs() {
    return (int) Math.min(Integer.MAX_VALUE, retryAfter.plusNanos(999_999).toMillis());
  }
}
