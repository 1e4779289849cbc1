package io.parley.history.memory;

import io.parley.history.ConversationLog;
import io.parley.history.ConversationLogContract;

class MemoryConversationLogTest extends ConversationLogContract {
  private final ConversationLog log = new MemoryConversationLog();

  @Override
  protected ConversationLog log() {
    return log;
  }
}
