package io.parley.benchmarks.relay;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who is there, and what has been written to whom in this turn of the event loop, to which all of
/// it belongs: what one turn reads is flushed once for each socket.
final class Room {
  private final Map<String, RelaySocket> sockets = new HashMap<>();
  private final Map<String, List<String>> groups = new HashMap<>();
  private final List<RelaySocket> written = new ArrayList<>();
  private long messages;

  void enter(String user, RelaySocket socket) {
    sockets.put(user, socket);
  }

  void leave(String user, RelaySocket socket) {
    boolean _ = sockets.remove(user, socket);
  }

  Optional<RelaySocket> find(String user) {
    return Optional.ofNullable(sockets.get(user));
  }

  /// Returns the name of a new group.
  String found(List<String> members) {
    String group = "g" + groups.size();
    groups.put(group, List.copyOf(members));
    return group;
  }

  List<String> members(String group) {
    return groups.getOrDefault(group, List.of());
  }

  long nextMessage() {
    return ++messages;
  }

  /// @param loop the only one
  void flushLater(RelaySocket socket, EventLoop loop) {
    written.add(socket);
    if (written.size() == 1) {
      loop.execute(this::flush);
    }
  }

  private void flush() {
    written.forEach(RelaySocket::flush);
    written.clear();
  }
}
