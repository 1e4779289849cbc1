package io.parley.runtime.resilience;

/// Whether a callee is being called: yes, no, or a few times to see.
public enum BreakerState {
  CLOSED,
  OPEN,
  HALF_OPEN
}
