package io.parley.runtime;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/// What a fault says to people, without the wrappings that futures put around it.
public final class FaultText {
  private FaultText() {}

  public static String of(Throwable fault) {
    Throwable cause = fault;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }
}
