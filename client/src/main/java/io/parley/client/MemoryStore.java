package io.parley.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers as long as the process lives.
public final class MemoryStore implements ClientStore {
  private final Map<String, Cursor> cursors = new HashMap<>();
  private final Map<String, KeptMessage> outbox = new LinkedHashMap<>();
  private @Nullable Instant since;

  @Override
  public Kept load() {
    List<KeptMessage> messages = new ArrayList<>(outbox.values());
    return new Kept(cursors, messages, since);
  }

  @Override
  public void saveCursor(String conversation, Cursor cursor) {
    cursors.put(conversation, cursor);
  }

  @Override
  public void saveSince(Instant time) {
    since = time;
  }

  @Override
  public void addMessage(KeptMessage message) {
    outbox.put(message.key(), message);
  }

  @Override
  public void removeMessage(KeptMessage message) {
    outbox.remove(message.key());
  }

  @Override
  public void close() {}
}
