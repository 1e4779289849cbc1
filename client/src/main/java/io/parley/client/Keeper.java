package io.parley.client;

import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/// Writes to the store. What it fails to write is told, and the client goes on: an event may come
/// again after a restart, a message may go out again as a resend.
///
/// Stores are the app's, so what they throw beside `IOException` is a failure like that one.
final class Keeper {
  private final ClientStore store;
  private final Consumer<Trouble> trouble;

  private interface Write {
    void run() throws IOException;
  }

  Keeper(ClientStore store, Consumer<Trouble> trouble) {
    this.store = store;
    this.trouble = trouble;
  }

  /// Why it was not kept; empty: it was.
  Optional<String> add(KeptMessage message) {
    return write(() -> store.addMessage(message));
  }

  void remove(KeptMessage message) {
    tell(message.conversation(), write(() -> store.removeMessage(message)));
  }

  void cursor(String conversation, Cursor cursor) {
    tell(conversation, write(() -> store.saveCursor(conversation, cursor)));
  }

  void since(Timestamp since) {
    tell("", write(() -> store.saveSince(Times.instant(since))));
  }

  void close() {
    tell("", write(store::close));
  }

  private void tell(String conversation, Optional<String> failure) {
    failure.ifPresent(
        message -> trouble.accept(new Trouble(Trouble.Kind.STORE, conversation, message)));
  }

  private static Optional<String> write(Write write) {
    try {
      write.run();
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(e.toString());
    }
  }
}
