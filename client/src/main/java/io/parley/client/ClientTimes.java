package io.parley.client;

import java.time.Duration;

/// How long a client waits.
///
/// @param connect for a token, for the socket, and for the welcome, each
/// @param answer for the answer to a frame, and for a pong; then the socket is taken for dead
/// @param call for the answer to a request of the app, all attempts together
/// @param backoffMin before it connects again
/// @param backoffMax at most, however often connecting failed
/// @param stable a socket that lived this long makes earlier failures forgotten
public record ClientTimes(
    Duration connect,
    Duration answer,
    Duration call,
    Duration backoffMin,
    Duration backoffMax,
    Duration stable) {
  public static final ClientTimes STANDARD =
      new ClientTimes(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofMillis(250),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));

  public ClientTimes {
    requirePositive("connect", connect);
    requirePositive("answer", answer);
    requirePositive("call", call);
    requirePositive("backoffMin", backoffMin);
    requirePositive("backoffMax", backoffMax);
    requirePositive("stable", stable);
    if (backoffMax.compareTo(backoffMin) < 0) {
      throw new IllegalArgumentException(
          "backoffMax: " + backoffMax + " (expected: >= " + backoffMin + ")");
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
