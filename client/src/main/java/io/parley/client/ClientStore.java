package io.parley.client;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a device must remember across restarts: its cursors and its outbox. One for each user and
/// device; two clients at once on one store would undo each other's work.
///
/// Called by one thread at a time, which waits for it. Each method has done its work when it
/// returns: what happens to the process afterwards must not undo it.
public interface ClientStore extends AutoCloseable {
  /// @param outbox in the order in which they were added
  /// @param since up to this time of the server the device has everything; null: it begins
  record Kept(Map<String, Cursor> cursors, List<KeptMessage> outbox, @Nullable Instant since) {
    public Kept {
      cursors = Map.copyOf(cursors);
      outbox = List.copyOf(outbox);
    }
  }

  /// Called first.
  Kept load() throws IOException;

  /// Called for each conversation when the device begins in it, before any event of it, and then
  /// for each event that the listener has taken.
  void saveCursor(String conversation, Cursor cursor) throws IOException;

  void saveSince(Instant since) throws IOException;

  void addMessage(KeptMessage message) throws IOException;

  /// One that is not there is nothing to complain about.
  void removeMessage(KeptMessage message) throws IOException;

  @Override
  void close() throws IOException;
}
