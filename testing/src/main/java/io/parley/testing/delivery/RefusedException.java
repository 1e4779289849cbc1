package io.parley.testing.delivery;

import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Problem;

/// The server answered with an error that another attempt would not change.
final class RefusedException extends Exception {
  private final Code code;

  RefusedException(Problem problem) {
    super(problem.getCode() + ": " + problem.getMessage() + " " + problem.getReference());
    this.code = problem.getCode();
  }

  Code code() {
    return code;
  }
}
