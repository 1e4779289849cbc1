package io.parley.router;

import java.time.Duration;

/// What a router tells about itself, on any thread; must neither block nor throw.
public interface RouterMetrics {
  RouterMetrics NONE = new RouterMetrics() {};

  /// A record has been dealt with.
  ///
  /// @param kind of command, as the schema names it: `send`, `add_members`; `none` of one that
  ///   nobody here knows, `unreadable`
  /// @param outcome what became of it: a word for each decision, or the code of a refusal
  default void decided(String kind, String outcome) {}

  default void batch(int records) {}

  /// A batch begins that takes so many rounds; more than one if a conversation has more commands in
  /// it than are dealt with at a time.
  default void rounds(int rounds) {}

  /// What follows from a change of members was stored again, because its router may have died
  /// before.
  default void madeUp() {}

  /// A roster was displaced by later ones while it was looked for, or was never kept.
  default void rosterOvertaken() {}

  /// A part of the work on a batch, which other parts may overlap.
  default void took(Stage stage, Duration took) {}

  default void loaded(boolean fromCache) {}

  /// The cache of a partition has grown by so much, or shrunk.
  ///
  /// @param events and members of groups
  default void cacheChanged(int conversations, int events) {}

  /// Nobody could say who is connected.
  ///
  /// @param everywhere whether it went to every edge instead, or to nobody
  default void lookUpFailed(boolean everywhere) {}

  /// Rounds that had stored went on without others that they began together with.
  default void lostPatience() {}

  default void delivered(int deliveries) {}

  /// A delivery was given up, or not even tried: its edge's partition is silent.
  default void gaveUpDelivery() {}

  /// A conversation knew of records that the log has lost.
  default void endLost() {}

  /// A partition begins in the middle of its log, and nobody says with which id.
  default void lastIdUnknown() {}

  /// From the log's time of a message to when the edges can read it.
  default void reachedEdges(Duration sinceLogged) {}

  /// What a batch spends its time on.
  enum Stage {
    LOAD,
    LOOK_UP,
    STORE,
    LOCATE,
    DELIVER
  }
}
