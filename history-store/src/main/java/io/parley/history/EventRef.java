package io.parley.history;

import io.parley.protocol.v1.Event;

/// What identifies a stored event, without what it says.
///
/// @param clientMessageId empty for an event that is no message
public record EventRef(
    long seq, long messageId, String sender, String clientMessageId, LogPosition position) {

  public static EventRef of(NewEvent stored) {
    Event event = stored.event();
    return new EventRef(
        event.getSeq(),
        event.getMessageId(),
        event.getSender(),
        event.getMessage().getClientMessageId(),
        stored.position());
  }
}
