package io.parley.history.memory;

import io.parley.history.Rosters;
import io.parley.history.RostersContract;

class MemoryRostersTest extends RostersContract {
  private final MemoryHistory history = new MemoryHistory();

  @Override
  protected Rosters rosters() {
    return history.membership().rosters();
  }
}
