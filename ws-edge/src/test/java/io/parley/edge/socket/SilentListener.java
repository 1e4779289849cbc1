package io.parley.edge.socket;

import io.parley.presence.EdgeSlot;

/// An edge that hears of its slot and does nothing.
final class SilentListener implements EdgeSlot.Listener {
  @Override
  public void registryLost() {}

  @Override
  public void moved(int newSlot) {}
}
