package io.parley.router;

import io.parley.router.core.ConversationState;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/// The states of the conversations that were last active in a partition, all of them stored. What
/// is not here is loaded. Bounded by the events in all windows and the members in all rosters,
/// which is what takes the room; the longest unused go first. Belongs to its partition's lane.
final class StateCache {
  private final IntSupplier eventsMax;
  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private int events;

  /// @param touchedHour the latest hour in which the inboxes were told of it
  record Entry(ConversationState state, int touchedHour) {
    /// Or nobody knows.
    static final int NEVER_TOUCHED = -1;

    /// A user's key has no state.
    static final Entry OF_A_USER = new Entry(ConversationState.of(1, List.of()), NEVER_TOUCHED);

    private static final int OWN_WEIGHT = 4;

    int weight() {
      return state.weight() + OWN_WEIGHT;
    }
  }

  /// @param eventsMax asked whenever something is put: how many there may be now
  StateCache(IntSupplier eventsMax) {
    this.eventsMax = eventsMax;
  }

  /// Takes it out: while commands of it are under way, nobody can say what is stored.
  Optional<Entry> take(String conversation) {
    Entry entry = entries.remove(conversation);
    if (entry != null) {
      events -= entry.weight();
    }
    return Optional.ofNullable(entry);
  }

  void put(String conversation, Entry entry) {
    Entry before = entries.put(conversation, entry);
    events += entry.weight() - (before == null ? 0 : before.weight());
    Iterator<Map.Entry<String, Entry>> eldest = entries.entrySet().iterator();
    int most = eventsMax.getAsInt();
    while (events > most && eldest.hasNext()) {
      events -= eldest.next().getValue().weight();
      eldest.remove();
    }
  }

  int conversations() {
    return entries.size();
  }

  int events() {
    return events;
  }
}
