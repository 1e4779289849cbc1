package io.parley.presence.memory;

import java.time.Duration;
import java.time.Instant;

/// What somebody left word of, and when.
record Word<T>(T what, Instant left) {
  boolean isOlder(Duration age, Instant now) {
    return left.plus(age).isBefore(now);
  }
}
