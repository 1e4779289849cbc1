package io.parley.client;

/// Something an operator of the app may want to count or log. The client goes on by itself.
///
/// @param conversation empty where it is not about one
/// @param message never holds what users wrote
public record Trouble(Kind kind, String conversation, String message) {
  public enum Kind {
    /// A frame that is none, or one that answers nothing.
    BAD_FRAME,
    /// The server refuses to show a conversation, or a listing.
    REFUSED,
    /// A page of history left an event out. It is asked for again.
    HOLE,
    /// The store failed: an event may come again after a restart.
    STORE
  }
}
