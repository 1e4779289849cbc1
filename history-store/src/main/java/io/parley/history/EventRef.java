package io.parley.history;

import io.parley.protocol.v1.Event;

/// What identifies a stored event, without what it says.
///
/// @param clientMessageId what its sender called it; empty where it has no name
/// @param rosterVersion of the roster after it; 0 in a direct conversation
public record EventRef(
    long seq,
    long messageId,
    String sender,
    String clientMessageId,
    LogPosition position,
    long rosterVersion) {

  /// Of a direct conversation.
  public EventRef(
      long seq, long messageId, String sender, String clientMessageId, LogPosition position) {
    this(seq, messageId, sender, clientMessageId, position, 0);
  }

  public static EventRef of(NewEvent stored) {
    Event event = stored.event();
    return new EventRef(
        event.getSeq(),
        event.getMessageId(),
        event.getSender(),
        clientMessageId(event),
        stored.position(),
        stored.rosterVersion());
  }

  /// What its sender called it.
  public static String clientMessageId(Event event) {
    return event.hasMessage()
        ? event.getMessage().getClientMessageId()
        : event.getClientMessageId();
  }
}
