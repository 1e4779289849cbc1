package io.parley.testing.delivery;

import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Problem;

/// The server answered with an error that another attempt would not change.
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final boolean isRepeated;

  RefusedException(Problem problem, boolean isRepeated) {
    super(problem.getCode() + ": " + problem.getMessage() + " " + problem.getReference());
    this.code = problem.getCode();
    this.isRepeated = isRepeated;
  }

  public Code code() {
    return code;
  }

  /// Whether it was not the first attempt: `CONFLICT`, say, may then be of what that one did.
  public boolean isRepeated() {
    return isRepeated;
  }
}
