package io.parley.edge.accounts;

import io.parley.protocol.Codes;
import io.parley.protocol.v1.Code;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/// What an HTTP request gets.
sealed interface Answer {
  /// @param body empty for none
  record Done(int status, String body) implements Answer {
    static Done json(int status, JsonObject body) {
      return new Done(status, body.encode());
    }

    /// Says nothing of tokens.
    @Override
    public String toString() {
      return "Done[" + status + "]";
    }
  }

  /// @param field which field of the request is to blame; empty for none
  /// @param retryAfter zero for no hint
  record Refused(Code code, int status, String detail, String field, Duration retryAfter)
      implements Answer {
    static Refused of(Code code, String detail) {
      return new Refused(code, Codes.of(code).httpStatus(), detail, "", Duration.ZERO);
    }

    static Refused invalid(String field, String found, String expected) {
      return new Refused(
          Code.INVALID,
          Codes.of(Code.INVALID).httpStatus(),
          field + ": " + found + " (expected: " + expected + ")",
          field,
          Duration.ZERO);
    }

    static Refused later(Code code, String detail, Duration retryAfter) {
      return new Refused(code, Codes.of(code).httpStatus(), detail, "", retryAfter);
    }

    Refused withStatus(int other) {
      return new Refused(code, other, detail, field, retryAfter);
    }

    /// As a problem (RFC 9457).
    JsonObject problem() {
      JsonObject problem =
          new JsonObject()
              .put("type", "about:blank")
              .put("title", code.name())
              .put("status", status)
              .put("detail", detail)
              .put("code", code.name());
      if (!field.isEmpty()) {
        problem.put("field", field);
      }
      if (!retryAfter.isZero()) {
        problem.put("retryAfterMs", Math.max(1, retryAfter.toMillis()));
      }
      return problem;
    }

    /// What the `Retry-After` header says: whole seconds, rather too late than too early.
    long retryAfterSeconds() {
      return Math.max(1, retryAfter.plusMillis(999).toSeconds());
    }
  }
}
