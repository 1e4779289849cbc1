package io.parley.history;

import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EnginesExtension.class)
class CassandraStandingsIT extends StandingsContract {
  private final RealHistory history;

  CassandraStandingsIT(TestEngines engines) {
    history = new RealHistory(engines, new Sizes(5, 1_000, 5)).prepared();
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Override
  protected Standings standings() {
    return history.membership().standings();
  }
}
