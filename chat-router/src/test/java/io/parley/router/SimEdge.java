package io.parley.router;

import io.parley.presence.SessionAddress;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.ServerFrame;
import java.util.List;
import java.util.TreeMap;

/// One life of an edge: it has a slot, holds sockets, and passes on what routers deliver.
final class SimEdge {
  final int slot;
  private final SimWorld world;
  private final TreeMap<Long, SimDevice> sockets = new TreeMap<>();
  private boolean dead;

  SimEdge(SimWorld world, int slot) {
    this.world = world;
    this.slot = slot;
  }

  boolean isDead() {
    return dead;
  }

  void opened(long session, SimDevice device) {
    sockets.put(session, device);
  }

  void closed(long session) {
    sockets.remove(session);
  }

  void die() {
    dead = true;
    closeAll();
  }

  void closeAll() {
    List.copyOf(sockets.values()).forEach(SimDevice::cutOff);
    sockets.clear();
  }

  void read(Delivery delivery) {
    if (dead) {
      return;
    }
    sockets.forEach((session, device) -> {
      boolean meant =
          delivery.getUsersList().contains(device.user)
              && !(delivery.getExcept().getUser().equals(device.user)
                  && delivery.getExcept().getDevice().equals(device.name));
      if (delivery.hasFrame() && meant) {
        hand(session, device, delivery.getFrame());
      }
      if (delivery.hasAnswer() && delivery.getAnswer().getSession() == session) {
        hand(session, device, delivery.getAnswer().getFrame());
      }
    });
  }

  private void hand(long session, SimDevice device, ServerFrame frame) {
    world.later(0, 15, () -> device.hear(session, frame));
  }

  /// The registry has come back without what it knew.
  void registryLost() {
    List.copyOf(sockets.values()).forEach(SimDevice::registerAgain);
  }

  SessionAddress address(SimDevice device, long session) {
    return new SessionAddress(device.name, slot, session);
  }
}
