package io.parley.runtime.resilience;

/// What a failure says about the callee, and so what a policy does with it.
public enum FailureKind {
  /// The callee or the way to it is in trouble: counts against it, and a repetition may help.
  TRANSIENT,
  /// The callee is in trouble and a repetition cannot help: counts against it, never repeated.
  PERMANENT,
  /// The callee is well and answered no: speaks for it, never repeated.
  REFUSAL
}
