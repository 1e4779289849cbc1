package io.parley.history.memory;

import io.parley.history.Inboxes;
import io.parley.history.InboxesContract;

class MemoryInboxesTest extends InboxesContract {
  private final Inboxes inboxes = new MemoryInboxes();

  @Override
  protected Inboxes inboxes() {
    return inboxes;
  }
}
