package io.parley.testing.delivery;

/// Where the server says that a message stands.
public record Place(String conversation, long seq, long messageId) {
  @Override
  public String toString() {
    return "%s #%d (%d)".formatted(conversation, seq, messageId);
  }
}
