package io.parley.router;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// What a process knows of the slots of edges: which are silent, since their partition confirms
/// nothing while others do. One delivery at a time is still tried there; when one is confirmed, the
/// slot counts as any other. Never holds more than there are slots. Any thread.
final class EdgeSlots {
  private final LongSupplier nanos;
  private final Map<Integer, Unconfirmed> unconfirmed = new ConcurrentHashMap<>();
  private final Set<Integer> silent = ConcurrentHashMap.newKeySet();
  private final Set<Integer> tried = ConcurrentHashMap.newKeySet();
  private volatile long confirmedAt;

  /// When the first delivery of a row that nobody confirmed was sent, and when the last one.
  private record Unconfirmed(long since, long lastAt) {}

  EdgeSlots(LongSupplier nanos) {
    this.nanos = nanos;
    this.confirmedAt = nanos.getAsLong();
  }

  void confirmed(int slot) {
    confirmedAt = nanos.getAsLong();
    if (!unconfirmed.isEmpty()) {
      unconfirmed.remove(slot);
    }
  }

  /// A delivery was sent there at this time, and has not been confirmed. Answers for how long after
  /// the first such one deliveries to others still were: about nothing, if the brokers are away.
  ///
  /// @param memory after this long without a try, what was not confirmed before says nothing: it
  ///   may have been on its way to another edge
  long outlivedBy(int slot, long sentAt, long memory) {
    Unconfirmed now =
        unconfirmed.merge(
            slot,
            new Unconfirmed(sentAt, sentAt),
            (before, _) ->
                new Unconfirmed(
                    sentAt - before.lastAt() > memory ? sentAt : before.since(), sentAt));
    return confirmedAt - now.since();
  }

  boolean isSilent(int slot) {
    return !silent.isEmpty() && silent.contains(slot);
  }

  void gaveUp(int slot) {
    silent.add(slot);
    unconfirmed.remove(slot);
  }

  /// Whether the caller is the one to try; it then has to say what came of it.
  boolean beginTrial(int slot) {
    return tried.add(slot);
  }

  void endTrial(int slot, boolean confirmed) {
    tried.remove(slot);
    if (confirmed) {
      silent.remove(slot);
    }
  }
}
