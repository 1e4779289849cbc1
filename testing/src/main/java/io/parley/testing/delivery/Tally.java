package io.parley.testing.delivery;

/// What a client went through.
///
/// @param sessions that were welcomed
/// @param live events that came as they happened
/// @param read events that came as answers to `history`
/// @param resent messages that were sent again
/// @param refused messages to users that were refused for good
/// @param declined messages to groups, and changes of groups, that were refused for good
public record Tally(int sessions, int live, int read, int resent, int refused, int declined) {
  static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

  static final Tally SESSION = new Tally(1, 0, 0, 0, 0, 0);
  static final Tally LIVE = new Tally(0, 1, 0, 0, 0, 0);
  static final Tally RESENT = new Tally(0, 0, 0, 1, 0, 0);

  static Tally read(int events) {
    return new Tally(0, 0, events, 0, 0, 0);
  }

  static Tally refused(Outgoing message) {
    return switch (message.recipient()) {
      case Recipient.User _ -> new Tally(0, 0, 0, 0, 1, 0);
      case Recipient.Group _, Recipient.NewGroup _ -> new Tally(0, 0, 0, 0, 0, 1);
    };
  }

  public Tally plus(Tally other) {
    return new Tally(
        sessions + other.sessions,
        live + other.live,
        read + other.read,
        resent + other.resent,
        refused + other.refused,
        declined + other.declined);
  }
}
