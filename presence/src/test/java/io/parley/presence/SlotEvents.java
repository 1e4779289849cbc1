package io.parley.presence;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What a slot's listener was told, in order.
final class SlotEvents implements EdgeSlot.Listener {
  static final EdgeSlot.Listener IGNORED = new SlotEvents();

  private final List<String> told = new CopyOnWriteArrayList<>();

  List<String> told() {
    return List.copyOf(told);
  }

  @Override
  public void registryLost() {
    told.add("lost");
  }

  @Override
  public void moved(int newSlot) {
    told.add("moved " + newSlot);
  }
}
