package io.parley.client;

/// How far a device has come in a conversation: the last event that its listener has taken, or,
/// before the first, the one behind which it begins.
///
/// @param seq counts the events, without gaps
/// @param messageId what the server reads on from
public record Cursor(long seq, long messageId) {
  /// Before the first event.
  public static final Cursor START = new Cursor(0, 0);

  public Cursor {
    if (seq < 0) {
      throw new IllegalArgumentException("seq: " + seq + " (expected: >= 0)");
    }
  }
}
