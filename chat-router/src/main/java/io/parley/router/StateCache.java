package io.parley.router;

import io.parley.router.core.ConversationState;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/// The states of the conversations that were last active in a partition, all of them stored. What
/// is not here is loaded. Bounded by the events in all windows and the members in all rosters,
/// which is what takes the room; the longest unused go first. Belongs to its partition's lane.
final class StateCache {
  private static final int OWN_WEIGHT = 4;

  private final IntSupplier eventsMax;
  private final LinkedHashMap<String, ConversationState> entries =
      new LinkedHashMap<>(16, 0.75f, true);
  private int events;

  /// @param eventsMax asked whenever something is put: how many there may be now
  StateCache(IntSupplier eventsMax) {
    this.eventsMax = eventsMax;
  }

  /// Takes it out: while commands of it are under way, nobody can say what is stored.
  Optional<ConversationState> take(String conversation) {
    ConversationState state = entries.remove(conversation);
    if (state != null) {
      events -= weight(state);
    }
    return Optional.ofNullable(state);
  }

  void put(String conversation, ConversationState state) {
    ConversationState before = entries.put(conversation, state);
    events += weight(state) - (before == null ? 0 : weight(before));
    Iterator<Map.Entry<String, ConversationState>> eldest = entries.entrySet().iterator();
    int most = eventsMax.getAsInt();
    while (events > most && eldest.hasNext()) {
      events -= weight(eldest.next().getValue());
      eldest.remove();
    }
  }

  private static int weight(ConversationState state) {
    return state.weight() + OWN_WEIGHT;
  }

  int conversations() {
    return entries.size();
  }

  int events() {
    return events;
  }
}
