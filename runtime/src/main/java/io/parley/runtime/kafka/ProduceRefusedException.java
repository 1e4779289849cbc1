package io.parley.runtime.kafka;

import io.parley.runtime.resilience.RetryAfter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A record that was not taken: nothing was sent and nothing will be, so it can be sent again
/// without doubt. It has no stack trace, because it is made as fast as records come in when there
/// is no room for them.
public final class ProduceRefusedException extends RuntimeException implements RetryAfter {
  /// Why a record was not taken.
  public enum Reason {
    /// As many records or bytes as allowed wait for brokers to confirm them.
    TOO_MUCH_IN_FLIGHT,
    /// The client's buffer is full of batches.
    BUFFER_FULL,
    /// The topic's partitions are not known: it is missing, or no broker has been reached yet.
    NO_METADATA,
    CLOSED
  }

  private final Reason reason;
  private final Duration retryAfter;

  ProduceRefusedException(
      String topic, Reason reason, Duration retryAfter, @Nullable Throwable cause) {
    super(
        "%s: %s (retry after %d ms)".formatted(topic, reason, retryAfter.toMillis()),
        cause,
        false,
        false);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  public Reason reason() {
    return reason;
  }

  @Override
  public Duration retryAfter() {
    return retryAfter;
  }
}
