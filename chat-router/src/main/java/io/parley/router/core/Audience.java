package io.parley.router.core;

import java.util.List;

/// Who hears a frame.
public sealed interface Audience {
  /// All devices of these users, each named once.
  record Users(List<String> users) implements Audience {}

  /// All devices of all members of a channel, whom only the edges know.
  record Channel(String channel) implements Audience {}
}
