package io.parley.client;

import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Problem;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/// A no on the way to being online: from whoever gives tokens, or in answer to the hello.
///
/// @param code `CODE_UNSPECIFIED` where none was said: no network, say, or a proxy's page
/// @param retryAfter what it asked for; zero: nothing
record Refusal(Code code, Duration retryAfter, String reason) {
  /// What may turn it into a yes.
  enum Remedy {
    TIME,
    NEW_TOKEN,
    /// Only a person: the same question has the same answer for ever.
    PERSON
  }

  static Refusal of(Problem problem) {
    return new Refusal(
        problem.getCode(),
        Duration.ofMillis(Math.max(0, problem.getRetryAfterMs())),
        problem.getCode() + ": " + problem.getMessage());
  }

  static Refusal of(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return cause instanceof RefusedException refused
        ? new Refusal(refused.code(), refused.retryAfter(), message)
        : new Refusal(Code.CODE_UNSPECIFIED, Duration.ZERO, message);
  }

  /// `INTERNAL` is not retryable for who asked, but mended some day: a device that gave up would
  /// need its person then, and a whole fleet of them all of theirs.
  Remedy remedy() {
    return switch (code) {
      case RATE_LIMITED, UNAVAILABLE, INTERNAL, CODE_UNSPECIFIED, UNRECOGNIZED -> Remedy.TIME;
      case UNAUTHENTICATED -> Remedy.NEW_TOKEN;
      case FORBIDDEN, NOT_FOUND, INVALID, CONFLICT, TOO_LARGE, UNSUPPORTED -> Remedy.PERSON;
    };
  }
}
