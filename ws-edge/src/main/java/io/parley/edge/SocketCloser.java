package io.parley.edge;

import io.parley.protocol.v1.CloseCode;

/// Closes sockets of a device on whichever edge they are, soon; without the registry, only here.
@FunctionalInterface
public interface SocketCloser {
  void close(String user, String device, CloseCode code);
}
