package io.parley.edge.socket;

import io.parley.history.HistoryReader;
import io.parley.protocol.v1.Event;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Reads from the memory, which answers when a test lets it.
final class HeldReader implements HistoryReader {
  private final HistoryReader memory;
  private volatile boolean failing;
  private volatile boolean broken;
  int headsRead;
  private volatile CompletableFuture<Void> held = CompletableFuture.completedFuture(null);

  HeldReader(HistoryReader memory) {
    this.memory = memory;
  }

  void hold() {
    held = new CompletableFuture<>();
  }

  void release() {
    held.complete(null);
  }

  @Override
  public CompletionStage<EventPage> before(String conversation, long messageId, int limit) {
    return held.thenCompose(_ -> memory.before(conversation, messageId, limit));
  }

  @Override
  public CompletionStage<EventPage> after(String conversation, long messageId, int limit) {
    return held.thenCompose(_ -> memory.after(conversation, messageId, limit));
  }

  /// Heads cannot be read.
  void fail() {
    failing = true;
  }

  /// They cannot even be asked for.
  void breakDown() {
    broken = true;
  }

  void mend() {
    failing = false;
    broken = false;
  }

  @Override
  public CompletionStage<Map<String, Event>> heads(List<String> conversations) {
    headsRead++;
    if (broken) {
      throw new IllegalStateException("the memory is closed");
    }
    if (failing) {
      return CompletableFuture.failedStage(new IllegalStateException("the memory is away"));
    }
    return held.thenCompose(_ -> memory.heads(conversations));
  }
}
