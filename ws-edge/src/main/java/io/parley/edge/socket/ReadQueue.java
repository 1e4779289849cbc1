package io.parley.edge.socket;

import io.parley.protocol.v1.ServerFrame;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The reads of one session: a few under way, the others in line, and none begun while its client
/// is behind with reading, so that answers never pile up. How many may be in it is for the session
/// to say. Owned by its event loop.
final class ReadQueue {
  private static final int UNDER_WAY_MAX = 4;

  private final Session session;
  private @Nullable ArrayDeque<Waiting> line;
  private int underWay;

  /// Begins to read.
  interface Read {
    CompletionStage<ServerFrame.Builder> begin();
  }

  private record Waiting(String re, Read read) {}

  ReadQueue(Session session) {
    this.session = session;
  }

  int size() {
    return underWay + (line == null ? 0 : line.size());
  }

  void add(String re, Read read) {
    if (line == null) {
      line = new ArrayDeque<>(2);
    }
    line.add(new Waiting(re, read));
    start();
  }

  /// Begins those that may.
  void start() {
    while (line != null && underWay < UNDER_WAY_MAX && !session.isBehind()) {
      Waiting next = line.remove();
      if (line.isEmpty()) {
        line = null;
      }
      underWay++;
      // encoded on the driver's thread: a page is large, and loops are for sockets
      session
          .loop()
          .whenDone(
              begin(next.read())
                  .thenApply(frame -> session.dialect().encode(frame.setRe(next.re()).build())),
              (payload, fault) -> {
                underWay--;
                if (payload != null) {
                  session.deliver(payload);
                } else if (fault != null) {
                  session.refuse(next.re(), Faults.of(fault, "reading", session.random()));
                }
                start();
              });
    }
  }

  private static CompletionStage<ServerFrame.Builder> begin(Read read) {
    try {
      return read.begin();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  void clear() {
    line = null;
  }
}
