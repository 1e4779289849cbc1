package io.parley.client;

import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Mark;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Watermarks to be told: of each conversation only the furthest, all of them now and then. Without
/// an answer, and not kept: one that is lost is made good by the next.
final class Marks {
  private static final long EVERY = Duration.ofMillis(300).toNanos();
  private static final int AT_ONCE = 16;

  /// Beyond it the oldest is forgotten.
  private static final int CONVERSATIONS_MAX = 4096;

  private final Actions actions;
  private final Map<String, Mark> waiting = new LinkedHashMap<>();
  private long notBefore = Long.MIN_VALUE;

  Marks(Actions actions) {
    this.actions = actions;
  }

  void add(Mark mark) {
    waiting.merge(mark.getConversation(), mark, Marks::furthest);
    if (waiting.size() > CONVERSATIONS_MAX) {
      waiting.remove(waiting.keySet().iterator().next());
    }
  }

  private static Mark furthest(Mark one, Mark other) {
    Mark read = other.getRead() > one.getRead() ? other : one;
    return read.toBuilder()
        .setDelivered(Math.max(one.getDelivered(), other.getDelivered()))
        .build();
  }

  void pump(long now) {
    if (waiting.isEmpty() || now < notBefore) {
      return;
    }
    tell();
    notBefore = now + EVERY;
  }

  /// Nothing comes after it: what may be told at once is told.
  void tell() {
    Iterator<Mark> marks = waiting.values().iterator();
    for (int told = 0; told < AT_ONCE && marks.hasNext(); told++) {
      actions.transmit(ClientFrame.newBuilder().setMark(marks.next()).build());
      marks.remove();
    }
  }

  long nextTick(long now) {
    return waiting.isEmpty() ? Backoff.NEVER : Backoff.ifAhead(notBefore, now);
  }
}
