package io.parley.edge;

import io.parley.protocol.v1.CloseCode;
import java.util.concurrent.CompletionStage;

/// Closes sockets of a device on whichever edge they are. Any thread.
@FunctionalInterface
public interface SocketCloser {
  /// Those of this edge are closed soon whatever comes of it. Completes when those that the
  /// registry knows elsewhere have been told to close; fails when they could not be.
  CompletionStage<Void> close(String user, String device, CloseCode code);
}
