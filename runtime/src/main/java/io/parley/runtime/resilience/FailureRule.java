package io.parley.runtime.resilience;

/// Tells what a failure of a callee means. Asked once per failed attempt, on the thread that
/// completed it, with the failure itself (never a `CompletionException` around it). A missed
/// deadline is always [FailureKind#TRANSIENT] and is not asked about.
@FunctionalInterface
public interface FailureRule {
  /// For callees whose every failure is trouble that may pass.
  FailureRule ALL_TRANSIENT = failure -> FailureKind.TRANSIENT;

  FailureKind kindOf(Throwable failure);
}
