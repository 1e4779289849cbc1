package io.parley.presence;

/// What the registry tells about itself; how long its calls take is told by their policies. Called
/// on whatever thread an answer arrives; must neither block nor throw.
public interface RegistryMetrics {
  RegistryMetrics NONE = new RegistryMetrics() {};

  /// What became of this edge's lease.
  enum LeaseEvent {
    ACQUIRED,
    RENEWED,
    /// No answer; the slot is kept.
    UNANSWERED,
    /// Renewed, but sessions may have been lost.
    REGISTRY_LOST,
    /// Another edge has the slot.
    TAKEN,
    /// There are more edges than slots.
    NO_SLOT_FREE
  }

  default void lease(LeaseEvent event) {}

  default void registered() {}

  /// A newly registered session took the place of a living one.
  default void displaced() {}

  default void unregistered(int sessions) {}

  /// Sessions looked after by refresh or heartbeat, and how many of them had to be put back.
  default void refreshed(int sessions, int putBack) {}

  /// Entries passed over because their edge does not live.
  default void staleIgnored(int entries) {}

  /// News for which there was no room.
  default void newsDropped(int news) {}

  /// Groups of which it was left where they stand alone, and those whose members were each left
  /// word of it.
  default void groupNews(int moved, int told) {}

  /// Channels in which an edge's interest was noted or looked after, and how many of them did not
  /// have it before.
  default void interestKept(int channels, int put) {}

  /// Entries of edges that do not live, taken out of what is kept for channels.
  default void interestSwept(int entries) {}
}
