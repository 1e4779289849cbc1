package io.parley.runtime;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// How tests ask a stage what it failed with.
public final class Failures {
  private Failures() {}

  /// It must have failed by now.
  public static Throwable failureOf(CompletableFuture<?> ended) {
    assertTrue(ended.isDone(), "still waiting");
    ExecutionException failure = assertThrows(ExecutionException.class, ended::get);
    Throwable cause = failure.getCause();
    assertNotNull(cause);
    return cause;
  }
}
