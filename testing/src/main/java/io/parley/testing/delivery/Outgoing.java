package io.parley.testing.delivery;

/// A message as its sender means it, before any server has seen it.
///
/// @param clientMessageId not used for any other message of this sender
public record Outgoing(String sender, String recipient, String clientMessageId, String text) {
  Key key() {
    return new Key(sender, clientMessageId);
  }

  boolean isBetween(String user) {
    return sender.equals(user) || recipient.equals(user);
  }

  /// What makes a message the same one, however often it is sent.
  record Key(String sender, String clientMessageId) {
    @Override
    public String toString() {
      return sender + ":" + clientMessageId;
    }
  }
}
