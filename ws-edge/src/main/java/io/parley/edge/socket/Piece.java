package io.parley.edge.socket;

import io.parley.protocol.v1.DeviceRef;
import java.util.List;

/// What a delivery has for one event loop.
sealed interface Piece {
  /// A frame for these sessions.
  record ForSessions(List<Session> sessions, Copies copies) implements Piece {}

  /// A frame for all that hear the channel when its turn comes.
  ///
  /// @param except does not get it
  record ForChannel(String channel, DeviceRef except, Copies copies) implements Piece {}

  /// Something else, to be done once.
  record Single(Runnable task) implements Piece {}
}
