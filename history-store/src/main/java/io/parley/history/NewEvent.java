package io.parley.history;

import io.parley.protocol.v1.Event;

/// An event as it is to be stored.
///
/// @param event complete: conversation, seq, messageId, sender, time and body
public record NewEvent(Event event, LogPosition position) {}
