package io.parley.testing.delivery;

/// A message as a server tells of it.
public record Seen(Place place, String sender, String clientMessageId, String text) {
  Outgoing.Key key() {
    return new Outgoing.Key(sender, clientMessageId);
  }

  @Override
  public String toString() {
    return "%s at %s".formatted(key(), place);
  }
}
