package io.parley.presence.memory;

import io.parley.runtime.resilience.RetryAfter;
import java.time.Duration;

/// The registry was told to be away, or has lost all edges.
final class RegistryAwayException extends IllegalStateException implements RetryAfter {
  private static final Duration RETRY_AFTER = Duration.ofMillis(500);

  RegistryAwayException() {
    super("registry: away");
  }

  @Override
  public Duration retryAfter() {
    return RETRY_AFTER;
  }
}
