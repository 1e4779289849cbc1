package io.parley.runtime.resilience;

import java.util.Locale;

/// How a call ended, for counting.
public enum CallOutcome {
  OK,
  /// The callee answered no ([FailureKind#REFUSAL]).
  REFUSED,
  FAILED,
  TIMED_OUT,
  /// The breaker was open, before the first attempt or before a repetition.
  REJECTED_BY_BREAKER,
  REJECTED_BY_BULKHEAD;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
