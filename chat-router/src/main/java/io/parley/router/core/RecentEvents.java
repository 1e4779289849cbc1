package io.parley.router.core;

import io.parley.history.EventRef;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Events in the order of their seqs, of which the newest are kept. Immutable to all who look;
/// inside, a list and those that were made from it share one array, as long as each is made from
/// the newest: so [#append] copies once in a while and not every time. Not safe for more than one
/// thread at a time.
///
/// Beside each event stands the hash code of its client message id. Nearly every message is none of
/// these, and half of a router's work would be to find that out by going to 128 strings.
final class RecentEvents {
  private static final int ROOM_MIN = 4;

  private final Shared shared;
  private final int from;
  private final int to;

  private static final class Shared {
    final EventRef[] events;
    final int[] hashes;

    /// Up to here somebody has written, and whoever ends there may go on.
    int used;

    Shared(int capacity) {
      events = new EventRef[capacity];
      hashes = new int[capacity];
    }
  }

  private RecentEvents(Shared shared, int from, int to) {
    this.shared = shared;
    this.from = from;
    this.to = to;
  }

  /// @param events oldest first
  static RecentEvents of(List<EventRef> events) {
    Shared shared = new Shared(events.size() + ROOM_MIN);
    for (EventRef event : events) {
      put(shared, event);
    }
    return new RecentEvents(shared, 0, shared.used);
  }

  private static void put(Shared shared, EventRef event) {
    shared.events[shared.used] = event;
    shared.hashes[shared.used] = event.clientMessageId().hashCode();
    shared.used++;
  }

  /// These and one more, without the oldest that are beyond `keep`.
  RecentEvents append(EventRef event, int keep) {
    int newFrom = Math.max(from, to + 1 - keep);
    boolean isNewest = shared.used == to;
    if (isNewest && to < shared.events.length) {
      put(shared, event);
      return new RecentEvents(shared, newFrom, to + 1);
    }
    int kept = to - newFrom;
    Shared copy = new Shared(kept + 1 + Math.max(ROOM_MIN, kept / 2));
    System.arraycopy(shared.events, newFrom, copy.events, 0, kept);
    System.arraycopy(shared.hashes, newFrom, copy.hashes, 0, kept);
    copy.used = kept;
    put(copy, event);
    return new RecentEvents(copy, 0, copy.used);
  }

  /// Without the oldest that are beyond `keep`, and without the room they took.
  RecentEvents newest(int keep) {
    return size() <= keep ? this : of(newestAsList(keep));
  }

  int size() {
    return to - from;
  }

  boolean isEmpty() {
    return from == to;
  }

  EventRef first() {
    return shared.events[from];
  }

  EventRef last() {
    return shared.events[to - 1];
  }

  /// @param index 0 is the oldest
  EventRef get(int index) {
    return shared.events[from + index];
  }

  /// The newest message among the newest `within` that its sender calls so.
  Optional<EventRef> message(String sender, String clientMessageId, int within) {
    int hash = clientMessageId.hashCode();
    int oldest = Math.max(from, to - within);
    for (int i = to - 1; i >= oldest; i--) {
      if (shared.hashes[i] == hash) {
        EventRef event = shared.events[i];
        if (ConversationState.is(event, sender, clientMessageId)) {
          return Optional.of(event);
        }
      }
    }
    return Optional.empty();
  }

  /// The newest `count`, oldest first.
  List<EventRef> newestAsList(int count) {
    return List.of(Arrays.copyOfRange(shared.events, to - count, to));
  }
}
