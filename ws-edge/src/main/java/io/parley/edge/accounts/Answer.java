package io.parley.edge.accounts;

import io.parley.edge.Problem;
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

  /// Answered as a problem.
  record Refused(Problem problem) implements Answer {
    static Refused of(Code code, String detail) {
      return new Refused(new Problem(code, detail));
    }

    static Refused invalid(String field, String found, String expected) {
      return new Refused(Problem.invalid(field, found, expected));
    }

    static Refused later(Code code, String detail, Duration retryAfter) {
      return new Refused(new Problem(code, detail, retryAfter));
    }

    Refused withStatus(int other) {
      return new Refused(problem.withStatus(other));
    }

    Code code() {
      return problem.code();
    }
  }
}
