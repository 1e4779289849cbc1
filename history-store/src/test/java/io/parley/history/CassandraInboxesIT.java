package io.parley.history;

import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EnginesExtension.class)
class CassandraInboxesIT extends InboxesContract {
  private final RealHistory history;

  CassandraInboxesIT(TestEngines engines) {
    history = new RealHistory(engines, Sizes.STANDARD).prepared();
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Override
  protected Inboxes inboxes() {
    return history.inboxes();
  }

  @Override
  protected Standings standings() {
    return history.membership().standings();
  }
}
