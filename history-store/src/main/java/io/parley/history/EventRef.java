package io.parley.history;

/// What identifies a stored event, without what it says.
///
/// @param clientMessageId empty for an event that is no message
public record EventRef(
    long seq, long messageId, String sender, String clientMessageId, LogPosition position) {}
