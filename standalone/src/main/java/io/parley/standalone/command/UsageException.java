package io.parley.standalone.command;

/// A command line that makes no sense; the message says which part.
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
