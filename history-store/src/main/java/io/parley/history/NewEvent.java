package io.parley.history;

import io.parley.protocol.v1.Event;

/// An event as it is to be stored.
///
/// @param event complete: conversation, seq, messageId, sender, time and body
/// @param rosterVersion of the roster after it, kept before it is stored; 0 in a direct
///   conversation
public record NewEvent(Event event, LogPosition position, long rosterVersion) {
  /// Of a direct conversation.
  public NewEvent(Event event, LogPosition position) {
    this(event, position, 0);
  }
}
