package io.parley.history.memory;

import io.parley.history.Membership;

/// A whole history on the heap: its parts see one another's writes, as those in Cassandra do.
public final class MemoryHistory {
  private final MemoryConversationLog log = new MemoryConversationLog();
  private final MemoryHistoryReader reader = new MemoryHistoryReader(log);
  private final MemoryInboxes inboxes = new MemoryInboxes();
  private final Membership membership =
      new Membership(new MemoryRosters(), new MemoryStandings(inboxes), new MemoryChannelRolls());

  public MemoryConversationLog log() {
    return log;
  }

  public MemoryHistoryReader reader() {
    return reader;
  }

  public MemoryInboxes inboxes() {
    return inboxes;
  }

  public Membership membership() {
    return membership;
  }
}
