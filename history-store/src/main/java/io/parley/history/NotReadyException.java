package io.parley.history;

import org.jspecify.annotations.Nullable;

/// Cassandra, or what must be in it, is not there yet: trouble that passes without us.
final class NotReadyException extends IllegalStateException {
  NotReadyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
