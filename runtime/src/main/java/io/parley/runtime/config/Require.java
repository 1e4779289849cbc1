package io.parley.runtime.config;

import java.time.Duration;

/// The checks that configuration records make of themselves, beside the bounds of a [Setting]; each
/// throws naming what is allowed.
public final class Require {
  private Require() {}

  public static void atLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException("%s: %d (expected: >= %d)".formatted(name, value, least));
    }
  }

  public static void atLeast(ByteSize least, ByteSize value, String name) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException("%s: %s (expected: >= %s)".formatted(name, value, least));
    }
  }

  public static void atLeast(Duration least, Duration value, String name) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException("%s: %s (expected: >= %s)".formatted(name, value, least));
    }
  }

  /// A millisecond or more: timers and clients count in them.
  public static void positive(Duration value, String name) {
    atLeast(Duration.ofMillis(1), value, name);
  }

  public static void filled(String value, String name) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("%s: \"%s\" (expected: not blank)".formatted(name, value));
    }
  }
}
