package io.parley.testing.delivery;

import io.parley.protocol.v1.Event;

/// An event as a server tells of it.
public record Seen(Place place, String sender, String clientMessageId, Act act) {
  /// A message.
  public Seen(Place place, String sender, String clientMessageId, String text) {
    this(place, sender, clientMessageId, new Act.Says(text));
  }

  public static Seen of(Event event) {
    return new Seen(
        new Place(event.getConversation(), event.getSeq(), event.getMessageId()),
        event.getSender(),
        event.hasMessage() ? event.getMessage().getClientMessageId() : event.getClientMessageId(),
        Act.of(event));
  }

  Outgoing.Key key() {
    return new Outgoing.Key(sender, clientMessageId);
  }

  @Override
  public String toString() {
    return "%s at %s".formatted(key(), place);
  }
}
