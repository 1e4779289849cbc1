package io.parley.edge.socket;

import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.ServerFrame;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The reads of one session: a few under way, the others in line, and none begun while its client
/// is behind with reading. An answer that comes while it is behind is kept here until it has caught
/// up: it was asked for, so it makes its client a slow reader only where the edge has no room for
/// it, and those kept are no more than may be under way. How many may be in line is for the session
/// to say. Owned by its event loop.
final class ReadQueue {
  private static final int UNDER_WAY_MAX = 2;

  private final Session session;
  private @Nullable ArrayDeque<Waiting> line;
  private @Nullable ArrayDeque<byte[]> answers;

  /// Until their answers are written.
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

  /// The client has caught up: writes what was kept for it, then begins what may be.
  void goOn() {
    while (answers != null && !session.isBehind()) {
      underWay--;
      byte[] next = answers.remove();
      if (answers.isEmpty()) {
        answers = null;
      }
      session.givePageRoom(next.length);
      session.deliver(next);
    }
    start();
  }

  private void start() {
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
                if (session.isOver()) {
                  return;
                }
                if (payload != null) {
                  answer(payload);
                } else if (fault != null) {
                  underWay--;
                  session.refuse(next.re(), Faults.of(fault, "reading", session.random()));
                }
                goOn();
              });
    }
  }

  private void answer(byte[] payload) {
    if (answers == null && !session.isBehind()) {
      underWay--;
      session.deliver(payload);
    } else if (session.takePageRoom(payload.length)) {
      keep(payload);
    } else {
      session.close(CloseCode.CLOSE_SLOW_READER);
    }
  }

  private void keep(byte[] payload) {
    if (answers == null) {
      answers = new ArrayDeque<>(UNDER_WAY_MAX);
    }
    answers.add(payload);
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
    if (answers != null) {
      answers.forEach(payload -> session.givePageRoom(payload.length));
      answers = null;
    }
  }
}
