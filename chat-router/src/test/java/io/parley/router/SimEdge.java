package io.parley.router;

import static io.parley.router.Passed.answerIn;
import static io.parley.router.Passed.frameIn;

import io.parley.presence.SessionAddress;
import io.parley.protocol.v1.ChannelMembership;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.ServerFrame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// One life of an edge: it has a slot, holds sockets, and passes on what routers deliver. While it
/// holds a member of a channel, it is interested in that.
final class SimEdge {
  final int slot;
  private final SimWorld world;
  private final SimRegistry registry;
  private final TreeMap<Long, Socket> sockets = new TreeMap<>();

  /// Channels whose messages come here.
  private final Set<String> interested = new TreeSet<>();

  private boolean dead;

  private static final class Socket {
    final SimDevice device;

    /// Channels that its user is a member of.
    final Set<String> channels = new HashSet<>();

    /// The id of the last record by which that is so, or is not.
    final Map<String, Long> changedIds = new HashMap<>();

    Socket(SimDevice device) {
      this.device = device;
    }
  }

  SimEdge(SimWorld world, SimRegistry registry, int slot) {
    this.world = world;
    this.registry = registry;
    this.slot = slot;
    world.later(300, 1_000, this::pulse);
  }

  boolean isDead() {
    return dead;
  }

  void opened(long session, SimDevice device) {
    sockets.put(session, new Socket(device));
  }

  void closed(long session) {
    sockets.remove(session);
  }

  void die() {
    dead = true;
    closeAll();
  }

  void closeAll() {
    List<Socket> closed = List.copyOf(sockets.values());
    sockets.clear();
    closed.forEach(socket -> socket.device.cutOff());
  }

  void read(Delivery delivery) {
    if (dead) {
      return;
    }
    List.copyOf(sockets.entrySet())
        .forEach(entry -> read(delivery, entry.getKey(), entry.getValue()));
  }

  private void read(Delivery delivery, long session, Socket socket) {
    SimDevice device = socket.device;
    ChannelMembership told = delivery.getMembership();
    if (told.getUsersList().contains(device.user)
        && isNews(socket, told.getChannel(), told.getChangedId())) {
      if (told.getMember()) {
        hold(session, Set.of(told.getChannel()));
      } else {
        socket.channels.remove(told.getChannel());
      }
    }
    boolean meant =
        (delivery.getUsersList().contains(device.user)
                || socket.channels.contains(delivery.getChannel()))
            && !(delivery.getExcept().getUser().equals(device.user)
                && delivery.getExcept().getDevice().equals(device.name));
    if (delivery.hasFrame() && meant) {
      hand(session, device, frameIn(delivery));
    }
    if (delivery.hasAnswer() && delivery.getAnswer().getSession() == session) {
      hand(session, device, answerIn(delivery));
    }
  }

  private void hand(long session, SimDevice device, ServerFrame frame) {
    world.later(0, 15, () -> device.hear(session, frame));
  }

  // ---- channels ----

  /// Its user is in these, as far as no later record has said otherwise.
  void isIn(long session, Map<String, Long> changedIds) {
    Socket socket = sockets.get(session);
    if (socket != null) {
      Set<String> held = new TreeSet<>(changedIds.keySet());
      held.removeIf(channel -> !isNews(socket, channel, changedIds.getOrDefault(channel, 0L)));
      hold(session, held);
    }
  }

  /// Deliveries overtake one another when one is sent again.
  private static boolean isNews(Socket socket, String channel, long changedId) {
    long known = socket.changedIds.merge(channel, changedId, Math::max);
    return known == changedId;
  }

  boolean holds(long session, String channel) {
    Socket socket = sockets.get(session);
    return socket != null && socket.channels.contains(channel);
  }

  /// Its device reads where they stand once their messages come here.
  private void hold(long session, Set<String> channels) {
    Socket socket = sockets.get(session);
    if (socket == null || dead) {
      return;
    }
    socket.channels.addAll(channels);
    Set<String> wanted = new TreeSet<>(channels);
    wanted.removeAll(interested);
    if (wanted.isEmpty()) {
      socket.device.readHeads(session, List.copyOf(channels));
      return;
    }
    if (world.lacks(Rule.INTEREST_BEFORE_READ)) {
      socket.device.readHeads(session, List.copyOf(channels));
      world.later(5, 400, () -> listen(session, wanted, Set.of()));
    } else {
      listen(session, wanted, channels);
    }
  }

  /// @param toRead channels whose heads are read when it is done
  private void listen(long session, Set<String> wanted, Set<String> toRead) {
    world.then(
        registry.interested(slot, wanted),
        added -> {
          Socket socket = sockets.get(session);
          if (added.isPresent()) {
            interested.addAll(wanted);
            if (socket != null) {
              socket.device.readHeads(session, List.copyOf(toRead));
            }
          } else {
            world.later(50, 150, () -> hold(session, stillHeld(session, wanted)));
          }
        });
  }

  private Set<String> stillHeld(long session, Set<String> channels) {
    Socket socket = sockets.get(session);
    Set<String> held = new TreeSet<>(channels);
    held.retainAll(socket == null ? Set.of() : socket.channels);
    return held;
  }

  private void pulse() {
    if (dead) {
      return;
    }
    world.then(
        registry.pulseChannels(slot, interested),
        heads -> {
          heads.ifPresent(known ->
              List.copyOf(sockets.entrySet())
                  .forEach(entry -> tell(entry.getKey(), entry.getValue(), known)));
          world.later(300, 1_000, this::pulse);
        });
  }

  private static void tell(long session, Socket socket, Map<String, Long> heads) {
    heads.forEach((channel, seq) -> {
      if (socket.channels.contains(channel)) {
        socket.device.hear(session, channel, seq);
      }
    });
  }

  /// The registry has come back without what it knew.
  void registryLost() {
    interested.clear();
    List.copyOf(sockets.entrySet())
        .forEach(entry -> {
          entry.getValue().device.registerAgain();
          hold(entry.getKey(), Set.copyOf(entry.getValue().channels));
        });
  }

  SessionAddress address(SimDevice device, long session) {
    return new SessionAddress(device.name, slot, session);
  }
}
