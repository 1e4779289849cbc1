package io.parley.testing.delivery;

import java.time.Duration;

/// How patient a client is.
///
/// @param pingEvery between two signs of life
/// @param silence after which a socket that says nothing is taken for dead
/// @param answerWithin after which a message is sent again
/// @param backoffMax between two attempts to connect, each about twice as long as the one before
/// @param window messages under way at a time
public record Habits(
    Duration pingEvery, Duration silence, Duration answerWithin, Duration backoffMax, int window) {
  /// Livelier than a phone, so that a test need not last.
  public static final Habits LIVELY =
      new Habits(
          Duration.ofSeconds(3),
          Duration.ofSeconds(12),
          Duration.ofSeconds(20),
          Duration.ofSeconds(1),
          32);
}
