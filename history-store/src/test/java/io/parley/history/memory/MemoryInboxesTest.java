package io.parley.history.memory;

import io.parley.history.Inboxes;
import io.parley.history.InboxesContract;
import io.parley.history.Standings;

class MemoryInboxesTest extends InboxesContract {
  private final MemoryHistory history = new MemoryHistory();

  @Override
  protected Inboxes inboxes() {
    return history.inboxes();
  }

  @Override
  protected Standings standings() {
    return history.membership().standings();
  }
}
