package io.parley.edge.socket;

import io.parley.presence.ChannelInterest;
import io.parley.protocol.v1.Head;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The registry, which is told of a channel when a test lets it.
final class HeldInterest implements ChannelInterest {
  private final ChannelInterest memory;
  private CompletableFuture<Void> held = CompletableFuture.completedFuture(null);
  boolean failing;
  int adds;

  HeldInterest(ChannelInterest memory) {
    this.memory = memory;
  }

  void hold() {
    held = new CompletableFuture<>();
  }

  void release() {
    held.complete(null);
  }

  @Override
  public CompletionStage<Void> add(Collection<String> channels) {
    adds++;
    return failing
        ? CompletableFuture.failedStage(new IllegalStateException("the registry is away"))
        : held.thenCompose(_ -> memory.add(channels));
  }

  @Override
  public CompletionStage<Void> drop(Collection<String> channels) {
    return memory.drop(channels);
  }

  @Override
  public CompletionStage<Map<String, Head>> pulse(Collection<String> channels) {
    return failing
        ? CompletableFuture.failedStage(new IllegalStateException("the registry is away"))
        : memory.pulse(channels);
  }
}
