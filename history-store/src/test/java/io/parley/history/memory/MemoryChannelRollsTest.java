package io.parley.history.memory;

import io.parley.history.ChannelRolls;
import io.parley.history.ChannelRollsContract;

class MemoryChannelRollsTest extends ChannelRollsContract {
  private final MemoryHistory history = new MemoryHistory();

  @Override
  protected ChannelRolls rolls() {
    return history.membership().rolls();
  }
}
