package io.parley.edge.socket;

import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the gathered marks of an event loop when their time has come: one timer for all sessions
/// that have marked something lately, and none while no session has. Of many sessions it looks
/// after some, and the loop reads from sockets before it goes on. Owned by its event loop.
final class MarkTicks {
  /// Sessions looked after in one go.
  static final int SLICE = 500;

  private static final Logger log = LoggerFactory.getLogger(MarkTicks.class);
  private static final long TICK_MS = 200;

  private final SessionLoop loop;
  private final Queue<Marking> marking = new ArrayDeque<>();
  private boolean ticking;

  /// Of those that wait, how many this tick has still to look after.
  private int left;

  MarkTicks(SessionLoop loop) {
    this.loop = loop;
  }

  /// Has begun to gather marks.
  void add(Marking session) {
    marking.add(session);
    if (!ticking) {
      ticking = true;
      loop.schedule(this::tick, TICK_MS);
    }
  }

  private void tick() {
    left = marking.size();
    slice();
  }

  private void slice() {
    for (int i = 0; i < SLICE && left > 0; i++, left--) {
      Marking next = marking.remove();
      if (!hasNothingLeft(next)) {
        marking.add(next);
      }
    }
    if (left > 0) {
      loop.later(this::slice);
    } else if (marking.isEmpty()) {
      ticking = false;
    } else {
      loop.schedule(this::tick, TICK_MS);
    }
  }

  /// What fails for one must not keep the others from theirs.
  private static boolean hasNothingLeft(Marking session) {
    try {
      return session.tick();
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("marks could not be sent");
      return false;
    }
  }
}
