package io.parley.edge.socket;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The channels a session hears, and what has to be known while it is found out which they are. A
/// session without channels has none of this. Owned by the session's event loop.
final class SessionChannels {
  private final ArrayList<LoopChannels.Seat> seats = new ArrayList<>(4);

  /// Looks under way.
  private int looks;

  /// How often its user came into a channel or left one meanwhile.
  private int moves;

  List<LoopChannels.Seat> seats() {
    return seats;
  }

  /// Of the channels it hears.
  List<String> names() {
    return seats.stream().map(LoopChannels.Seat::channel).toList();
  }

  boolean isIn(String channel) {
    return in(channel) != null;
  }

  /// Its seat there, if it has one.
  LoopChannels.@Nullable Seat in(String channel) {
    for (LoopChannels.Seat seat : seats) {
      if (seat.channel().equals(channel)) {
        return seat;
      }
    }
    return null;
  }

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
    return seats.isEmpty() && looks == 0;
  }
}
