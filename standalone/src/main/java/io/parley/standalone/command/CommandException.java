package io.parley.standalone.command;

/// A command that could not be done; the message says why, and what to do, to people.
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CommandException(String message) {
    super(message);
  }
}
