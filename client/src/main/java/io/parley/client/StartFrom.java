package io.parley.client;

/// Where a device begins in a conversation that it has no cursor of.
///
/// @param messages with `RECENT`: how many of the newest messages
public record StartFrom(Kind kind, int messages) {
  private static final int MESSAGES_MAX = PageSize.MAX;

  enum Kind {
    BEGINNING,
    RECENT,
    NOW
  }

  public StartFrom {
    if (kind == Kind.RECENT && (messages < 1 || messages > MESSAGES_MAX)) {
      throw new IllegalArgumentException(
          "messages: " + messages + " (expected: 1 to " + MESSAGES_MAX + ")");
    }
  }

  /// Everything that was ever said.
  public static StartFrom beginning() {
    return new StartFrom(Kind.BEGINNING, 0);
  }

  /// The newest messages, at most 200 of them, and all that comes. Fewer where the link is too slow
  /// for so many.
  public static StartFrom recent(int messages) {
    return new StartFrom(Kind.RECENT, messages);
  }

  /// Nothing of what there was when this device first connected. What begins later is read whole; a
  /// channel, and what this device itself asks to come into, from there on.
  public static StartFrom now() {
    return new StartFrom(Kind.NOW, 0);
  }
}
