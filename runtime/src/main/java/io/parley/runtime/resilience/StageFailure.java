package io.parley.runtime.resilience;

import java.util.concurrent.CompletionException;

/// What a completion stage failed with, whichever way one learns of it.
public final class StageFailure {
  private StageFailure() {}

  /// The failure itself: a stage puts a `CompletionException` around what an earlier one failed
  /// with, and none around its own.
  public static Throwable of(Throwable told) {
    return told instanceof CompletionException && told.getCause() != null ? told.getCause() : told;
  }
}
