package io.parley.standalone.run;

import io.parley.edge.socket.EdgeSockets;
import io.parley.runtime.health.Dependency;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// An edge without a slot takes no sockets, so no balancer should send it any.
record OpenSockets(EdgeSockets sockets) implements Dependency {
  @Override
  public String name() {
    return "sockets";
  }

  @Override
  public CompletionStage<?> prove() {
    return sockets.isOpen()
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.failedStage(
            new IllegalStateException(
                "this edge has no slot yet, or does not read its deliveries"));
  }
}
