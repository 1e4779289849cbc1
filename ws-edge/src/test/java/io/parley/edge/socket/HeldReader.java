package io.parley.edge.socket;

import io.parley.history.HistoryReader;
import io.parley.protocol.v1.Event;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Reads from the memory, which answers when a test lets it.
final class HeldReader implements HistoryReader {
  private final HistoryReader memory;
  private volatile @Nullable RuntimeException failing;
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
    fail(new IllegalStateException("the memory is away"));
  }

  void fail(RuntimeException fault) {
    failing = fault;
  }

  /// They cannot even be asked for.
  void breakDown() {
    broken = true;
  }

  void mend() {
    failing = null;
    broken = false;
  }

  @Override
  public CompletionStage<Map<String, Event>> heads(List<String> conversations) {
    headsRead++;
    if (broken) {
      throw new IllegalStateException("the memory is closed");
    }
    RuntimeException fault = failing;
    if (fault != null) {
      return CompletableFuture.failedStage(fault);
    }
    return held.thenCompose(_ -> memory.heads(conversations));
  }
}
