package io.parley.testing.delivery;

/// A message, or a change of a group, as its sender means it, before any server has seen it.
///
/// @param clientMessageId not used for anything else of this sender
public record Outgoing(String sender, Recipient recipient, String clientMessageId, Act act) {
  /// A message to a user.
  public Outgoing(String sender, String recipient, String clientMessageId, String text) {
    this(sender, new Recipient.User(recipient), clientMessageId, new Act.Says(text));
  }

  Key key() {
    return new Key(sender, clientMessageId);
  }

  /// What makes a message the same one, however often it is sent.
  record Key(String sender, String clientMessageId) {
    @Override
    public String toString() {
      return sender + ":" + clientMessageId;
    }
  }
}
