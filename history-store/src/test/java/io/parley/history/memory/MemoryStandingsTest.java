package io.parley.history.memory;

import io.parley.history.Standings;
import io.parley.history.StandingsContract;

class MemoryStandingsTest extends StandingsContract {
  private final MemoryHistory history = new MemoryHistory();

  @Override
  protected Standings standings() {
    return history.membership().standings();
  }
}
