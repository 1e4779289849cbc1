package io.parley.edge.socket;

import io.parley.history.Inboxes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The memory, which tells of channels when a test lets it: what was so when it was asked.
final class HeldInboxes implements Inboxes {
  private final Inboxes memory;
  private CompletableFuture<Void> held = CompletableFuture.completedFuture(null);
  boolean failing;
  int asked;

  HeldInboxes(Inboxes memory) {
    this.memory = memory;
  }

  void hold() {
    held = new CompletableFuture<>();
  }

  void release() {
    held.complete(null);
  }

  @Override
  public CompletionStage<Page> channels(String user, String after, int limit) {
    asked++;
    if (failing) {
      return CompletableFuture.failedStage(new IllegalStateException("the memory is away"));
    }
    return memory.channels(user, after, limit).thenCombine(held, (page, _) -> page);
  }

  @Override
  public CompletionStage<Void> touch(List<Touch> touches, Instant now) {
    return memory.touch(touches, now);
  }

  @Override
  public CompletionStage<Void> mark(List<Mark> marks) {
    return memory.mark(marks);
  }

  @Override
  public CompletionStage<Page> page(String user, String after, int limit) {
    return memory.page(user, after, limit);
  }

  @Override
  public CompletionStage<Optional<Entry>> find(String user, String conversation) {
    return memory.find(user, conversation);
  }

  @Override
  public CompletionStage<Void> keep(List<Keeping> keepings) {
    return memory.keep(keepings);
  }
}
