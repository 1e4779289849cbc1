package io.parley.runtime.resilience;

import java.time.Duration;

/// The checks of this package's settings; each returns its value or throws naming what is allowed.
final class Require {
  private Require() {}

  static int atLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException("%s: %d (expected: >= %d)".formatted(name, value, least));
    }
    return value;
  }

  static Duration positive(Duration value, String name) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("%s: %s (expected: > 0)".formatted(name, value));
    }
    return value;
  }

  static Duration atLeast(Duration least, Duration value, String name) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException("%s: %s (expected: >= %s)".formatted(name, value, least));
    }
    return value;
  }
}
