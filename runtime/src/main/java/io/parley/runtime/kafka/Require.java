package io.parley.runtime.kafka;

import io.parley.runtime.config.ByteSize;
import java.time.Duration;

/// The checks of this package's settings; each throws naming what is allowed.
final class Require {
  private Require() {}

  static void atLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException("%s: %d (expected: >= %d)".formatted(name, value, least));
    }
  }

  static void atLeast(ByteSize least, ByteSize value, String name) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException("%s: %s (expected: >= %s)".formatted(name, value, least));
    }
  }

  static void atLeast(Duration least, Duration value, String name) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException("%s: %s (expected: >= %s)".formatted(name, value, least));
    }
  }

  /// Kafka's clients count in milliseconds, so nothing below one means anything to them.
  static void positive(Duration value, String name) {
    atLeast(Duration.ofMillis(1), value, name);
  }

  static void filled(String value, String name) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("%s: \"%s\" (expected: not blank)".formatted(name, value));
    }
  }
}
