package io.parley.client;

import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ServerFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The frames of this socket that have no answer yet, as many as the server allows.
final class Window {
  private static final int LIMIT_UNSAID = 16;

  /// Who waits for an answer. Exactly one of the two is called.
  interface Pending {
    void answered(ServerFrame frame, long now);

    /// The socket is gone; whether it was done is unknown.
    void lost(long now);
  }

  private record Asked(Pending pending, long at) {}

  private final Actions actions;
  private final Map<String, Asked> asked = new LinkedHashMap<>();
  private int limit;
  private long ids;

  Window(Actions actions) {
    this.actions = actions;
  }

  void open(int maxInFlight) {
    limit = maxInFlight > 0 ? maxInFlight : LIMIT_UNSAID;
  }

  /// Nothing can be asked until it is opened again.
  void close(long now) {
    limit = 0;
    List<Asked> lost = new ArrayList<>(asked.values());
    asked.clear();
    for (Asked one : lost) {
      one.pending.lost(now);
    }
  }

  boolean hasRoom() {
    return asked.size() < limit;
  }

  /// Room that leaves something for others too: of what the server allows, half.
  boolean hasRoomForMany() {
    return asked.size() < (limit + 1) / 2;
  }

  void ask(ClientFrame.Builder frame, Pending pending, long now) {
    String id = Long.toString(++ids);
    asked.put(id, new Asked(pending, now));
    actions.transmit(frame.setId(id).build());
  }

  /// False: nobody asked, or not here.
  boolean answer(ServerFrame frame, long now) {
    Asked one = asked.remove(frame.getRe());
    if (one == null) {
      return false;
    }
    one.pending.answered(frame, now);
    return true;
  }

  /// When the oldest was asked; [Backoff#NEVER] if there is none.
  long oldest() {
    return asked.isEmpty() ? Backoff.NEVER : asked.values().iterator().next().at;
  }
}
