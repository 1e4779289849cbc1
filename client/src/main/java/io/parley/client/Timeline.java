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
  /// So often the server may show nothing where something was said to be.
  private static final int UNCONFIRMED_MAX = 3;

  private final String conversation;
  private final int earlyMax;
  private final Backoff backoff;

  /// What came too early, by seq. Bounded: what does not fit is read from history.
  private final TreeMap<Long, Event> early = new TreeMap<>();

  private @Nullable Cursor at;
  private long head;
  private boolean reading;
  private boolean looks;
  private int unconfirmed;

  /// This user is shown no more up to this head.
  private boolean shut;

  /// How often there was reason to believe that there is more to be shown.
  private int openings;

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
    if (seq > head) {
      head = seq;
      open();
    }
  }

  /// Where it stands is not known: one page will tell.
  void look() {
    looks = true;
  }

  /// @param then the [#openings] when the page was asked for
  void looked(int then) {
    looks &= then != openings;
  }

  boolean isBehind() {
    return !shut && (looks || head > cursor().seq() || !isPlaced());
  }

  /// There is no more for this user up to the head that was told: she is not a member, or is none
  /// any more.
  ///
  /// @param then the [#openings] when it was asked for: what was told since may change the answer
  void shut(int then) {
    if (then == openings) {
      shut = true;
      looks = false;
      early.clear(); // read again should she come back
    }
  }

  void open() {
    shut = false;
    unconfirmed = 0;
    openings++;
  }

  int openings() {
    return openings;
  }

  /// The server showed nothing beyond the cursor, and told a head that is not beyond it either. A
  /// head that it told before may have been of a time when this user was still a member.
  void unconfirmed() {
    unconfirmed++;
    if (unconfirmed >= UNCONFIRMED_MAX) {
      shut(openings);
    }
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
    unconfirmed = 0;
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
