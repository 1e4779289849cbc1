package io.parley.history;

import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/// In buckets of five events, so that nearly everything crosses one.
@ExtendWith(EnginesExtension.class)
class CassandraConversationLogIT extends ConversationLogContract {
  private final RealHistory history;

  CassandraConversationLogIT(TestEngines engines) {
    history = new RealHistory(engines, new Sizes(5, 100_000, 5)).prepared();
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Override
  protected ConversationLog log() {
    return history.log();
  }
}
