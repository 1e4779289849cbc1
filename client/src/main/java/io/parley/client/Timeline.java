package io.parley.client;

import io.parley.protocol.v1.Event;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One conversation as this device has it: how far it has come, how far there is to go, and what
/// came before its turn.
///
/// `seq` is dense, so an event is either the next one, one that was had before, or proof of a gap.
final class Timeline {
  private final String conversation;
  private final int earlyMax;
  private final Backoff backoff;

  /// What came too early, by seq. Bounded: what does not fit is read from history.
  private final TreeMap<Long, Event> early = new TreeMap<>();

  private @Nullable Cursor at;
  private long head;
  private boolean reading;
  private long notBefore = Long.MIN_VALUE;

  Timeline(String conversation, int earlyMax, Backoff backoff) {
    this.conversation = conversation;
    this.earlyMax = earlyMax;
    this.backoff = backoff;
  }

  String conversation() {
    return conversation;
  }

  boolean isPlaced() {
    return at != null;
  }

  Cursor cursor() {
    return at == null ? Cursor.START : at;
  }

  /// Where the device begins in a conversation it has no cursor of.
  void place(Cursor cursor) {
    at = cursor;
    early.headMap(cursor.seq(), true).clear();
  }

  /// There are events up to this seq.
  void aim(long seq) {
    head = Math.max(head, seq);
  }

  boolean isBehind() {
    return head > cursor().seq() || !isPlaced();
  }

  /// Passes on what is next, and whatever waited for it.
  void offer(Event event, Consumer<Event> next) {
    aim(event.getSeq());
    if (at == null || event.getSeq() > at.seq() + 1) {
      if (early.size() < earlyMax) {
        early.put(event.getSeq(), event);
      }
      return;
    }
    if (event.getSeq() <= at.seq()) {
      return; // had before
    }
    pass(event, next);
    for (Event waited = early.remove(cursor().seq() + 1);
        waited != null;
        waited = early.remove(cursor().seq() + 1)) {
      pass(waited, next);
    }
  }

  private void pass(Event event, Consumer<Event> next) {
    at = new Cursor(event.getSeq(), event.getMessageId());
    early.remove(event.getSeq()); // it may have come twice
    next.accept(event);
  }

  boolean mayRead(long now) {
    return !reading && notBefore <= now;
  }

  long notBefore() {
    return notBefore;
  }

  void readBegins() {
    reading = true;
  }

  /// @param progress whether it brought the device further
  void readEnds(boolean progress, long now) {
    reading = false;
    if (progress) {
      backoff.reset();
    } else {
      retryAfter(0, now);
    }
  }

  void readLost() {
    reading = false;
  }

  void retryAfter(long hintNanos, long now) {
    reading = false;
    notBefore = now + backoff.atLeast(hintNanos);
  }
}
