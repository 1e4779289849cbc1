package io.parley.history;

import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/// With writes so small that a few rosters are several.
@ExtendWith(EnginesExtension.class)
class CassandraRostersIT extends RostersContract {
  private final RealHistory history;

  CassandraRostersIT(TestEngines engines) {
    history = new RealHistory(engines, new Sizes(5, 1_000, 5)).prepared();
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Override
  protected Rosters rosters() {
    return history.membership().rosters();
  }
}
