package io.parley.testing.delivery;

/// What a client went through.
///
/// @param sessions that were welcomed
/// @param live events that came as they happened
/// @param read events that came as answers to `history`
/// @param resent messages that were sent again
/// @param refused messages that were refused for good
public record Tally(int sessions, int live, int read, int resent, int refused) {
  static final Tally NONE = new Tally(0, 0, 0, 0, 0);

  public Tally plus(Tally other) {
    return new Tally(
        sessions + other.sessions,
        live + other.live,
        read + other.read,
        resent + other.resent,
        refused + other.refused);
  }
}
