package io.parley.history.schema;

/// The schema cannot be brought to what this program needs; the message says why and what to do.
final class SchemaException extends RuntimeException {
  SchemaException(String message) {
    super(message);
  }
}
