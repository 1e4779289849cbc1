package io.parley.edge.socket;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the gathered marks of an event loop when their time has come: one timer for all sessions
/// that have marked something lately, and none while no session has. Owned by its event loop.
final class MarkTicks {
  private static final Logger log = LoggerFactory.getLogger(MarkTicks.class);
  private static final long TICK_MS = 200;

  private final SessionLoop loop;
  private final List<Marking> marking = new ArrayList<>();

  MarkTicks(SessionLoop loop) {
    this.loop = loop;
  }

  /// Has begun to gather marks.
  void add(Marking session) {
    marking.add(session);
    if (marking.size() == 1) {
      loop.schedule(this::tick, TICK_MS);
    }
  }

  private void tick() {
    marking.removeIf(MarkTicks::haveNothingLeft);
    if (!marking.isEmpty()) {
      loop.schedule(this::tick, TICK_MS);
    }
  }

  /// What fails for one must not keep the others from theirs.
  private static boolean haveNothingLeft(Marking session) {
    try {
      return session.tick();
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("marks could not be sent");
      return false;
    }
  }
}
