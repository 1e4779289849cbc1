package io.parley.history.memory;

import io.parley.history.ConversationLog;
import io.parley.history.HistoryReader;
import io.parley.history.HistoryReaderContract;

class MemoryHistoryReaderTest extends HistoryReaderContract {
  private final MemoryConversationLog log = new MemoryConversationLog();
  private final HistoryReader reader = new MemoryHistoryReader(log);

  @Override
  protected ConversationLog log() {
    return log;
  }

  @Override
  protected HistoryReader reader() {
    return reader;
  }
}
