package io.parley.router.core;

import java.util.List;

/// Who hears a frame.
public sealed interface Audience {
  /// All devices of these users, each named once.
  ///
  /// @param users of a group its roster's own list for what is said now, and for whatever else a
  ///   list of its own: see `SessionLookup.News`
  record Users(List<String> users) implements Audience {}

  /// All devices of all members of a channel, whom only the edges know.
  record Channel(String channel) implements Audience {}
}
