package io.parley.standalone.chat;

import io.parley.client.RefusedException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Why something was not done, fit for a terminal.
final class Reason {
  private Reason() {}

  static String of(@Nullable Throwable failure) {
    Throwable cause = cause(failure);
    if (cause == null) {
      return "";
    }
    String open =
        cause instanceof RefusedException refused && refused.mayBeDone()
            ? "; it may be done all the same"
            : "";
    return Printable.of(String.valueOf(cause.getMessage())) + open;
  }

  /// Without what futures wrap around it.
  static @Nullable Throwable cause(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
