package io.parley.edge.socket;

import io.parley.protocol.v1.ConversationHead;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The channels a session hears, and what has to be known while it is found out which they are. A
/// session without channels has none of this. Owned by the session's event loop.
final class SessionChannels {
  private final Map<String, LoopChannels.Seat> seats = new HashMap<>(4);

  /// Its user is in more channels than it hears: what comes in the others it is not told.
  private boolean incomplete;

  /// Heads of channels it does not hear, as its last heartbeat named them.
  private List<ConversationHead> unheard = List.of();

  /// Looks under way.
  private int looks;

  /// How often its user came into a channel or left one meanwhile.
  private int moves;

  Collection<LoopChannels.Seat> seats() {
    return seats.values();
  }

  /// Of the channels it hears, as they are whenever it is asked.
  Set<String> names() {
    return seats.keySet();
  }

  boolean isIn(String channel) {
    return seats.containsKey(channel);
  }

  /// Its seat there, if it has one.
  LoopChannels.@Nullable Seat in(String channel) {
    return seats.get(channel);
  }

  void add(LoopChannels.Seat seat) {
    seats.put(seat.channel(), seat);
  }

  /// The seat it had, if it had one.
  LoopChannels.@Nullable Seat remove(String channel) {
    return seats.remove(channel);
  }

  void removeAll() {
    seats.clear();
  }

  // ---- whether these are all ----

  boolean isIncomplete() {
    return incomplete;
  }

  void setIncomplete(boolean incomplete) {
    this.incomplete = incomplete;
  }

  /// A heartbeat named these heads of channels it does not hear. Returns whether one of them is new
  /// since the last heartbeat: word of a channel is left for some minutes, also for who has left it
  /// by then, and one look for each is enough.
  boolean isNews(List<ConversationHead> named) {
    boolean isNews = !Set.copyOf(unheard).containsAll(named);
    unheard = named;
    return isNews;
  }

  // ---- while the memory is asked ----

  void lookBegins() {
    looks++;
  }

  void lookEnds() {
    looks--;
  }

  /// A delivery said that its user is in a channel or is not: what was read before may not say so.
  void moved() {
    moves++;
  }

  int moves() {
    return moves;
  }

  boolean isNothing() {
    return seats.isEmpty() && !incomplete && unheard.isEmpty() && looks == 0;
  }
}
