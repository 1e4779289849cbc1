package io.parley.history;

import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/// In pages of five places, so that nearly everything crosses one.
@ExtendWith(EnginesExtension.class)
class CassandraChannelRollsIT extends ChannelRollsContract {
  private final RealHistory history;

  CassandraChannelRollsIT(TestEngines engines) {
    history = new RealHistory(engines, new Sizes(5, 1_000, 5)).prepared();
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Override
  protected ChannelRolls rolls() {
    return history.membership().rolls();
  }
}
