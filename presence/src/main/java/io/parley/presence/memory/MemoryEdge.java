package io.parley.presence.memory;

import io.parley.presence.ChannelInterest;
import io.parley.presence.EdgeSlot;
import io.parley.presence.SessionAddress;
import io.parley.presence.SessionRegistry;
import io.parley.presence.memory.MemoryRegistry.Lease;
import io.parley.protocol.v1.Head;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// One edge's side of a [MemoryRegistry]. The calls of its slot and the two steps that leases take
/// come from one thread at a time; the rest from any.
public final class MemoryEdge implements SessionRegistry {
  private final MemoryRegistry registry;
  private final Slot slot = new Slot();
  private final Interest interest = new Interest();
  private final CompletableFuture<Integer> acquired = new CompletableFuture<>();
  private volatile @Nullable Lease lease;
  private EdgeSlot.@Nullable Listener listener;

  MemoryEdge(MemoryRegistry registry) {
    this.registry = registry;
  }

  public EdgeSlot slot() {
    return slot;
  }

  public ChannelInterest interest() {
    return interest;
  }

  /// The step a real edge takes every two seconds: leases a slot when there is none, and tells the
  /// listener when it was lost or another edge has it. Nothing happens while the registry is away.
  public void renew() {
    EdgeSlot.Listener told = listener;
    if (told == null || registry.isAway()) {
      return;
    }
    Lease held = lease;
    if (held == null) {
      acquire(told);
      return;
    }
    Optional<Lease> there = registry.renew(held);
    if (there.isEmpty()) {
      told.registryLost();
    } else if (!there.get().equals(held)) {
      acquire(told);
    }
  }

  /// The lease runs out, as if this edge had been silent for too long: it does not know.
  public void lapse() {
    Lease held = lease;
    if (held != null) {
      registry.end(held);
    }
  }

  private void acquire(EdgeSlot.Listener told) {
    Lease granted = registry.lease();
    lease = granted;
    if (granted != null && !acquired.complete(granted.slot())) {
      told.moved(granted.slot());
    }
  }

  private Lease lease() {
    Lease held = lease;
    if (held == null) {
      throw new IllegalStateException("slot: none (expected: a leased one)");
    }
    return held;
  }

  @Override
  public CompletionStage<Optional<SessionAddress>> register(SessionKey session) {
    return registry.call(() -> registry.register(session, lease()));
  }

  @Override
  public CompletionStage<Void> unregister(SessionKey session) {
    return registry
        .call(() -> {
          registry.unregister(session);
          return session;
        })
        .thenAccept(_ -> {});
  }

  @Override
  public CompletionStage<List<SessionKey>> refresh(List<SessionKey> sessions) {
    return registry.call(() -> {
      Lease ours = lease();
      return sessions.stream().filter(session -> !registry.putBack(session, ours)).toList();
    });
  }

  @Override
  public CompletionStage<List<Pulse>> pulse(List<SessionKey> sessions) {
    return registry.call(() -> {
      Lease ours = lease();
      return sessions.stream()
          .map(session ->
              new Pulse(!registry.putBack(session, ours), registry.newsOf(session.user())))
          .toList();
    });
  }

  @Override
  public CompletionStage<List<SessionAddress>> sessionsOf(String user) {
    return registry.call(() -> registry.living(user));
  }

  private final class Interest implements ChannelInterest {
    @Override
    public CompletionStage<Void> add(Collection<String> channels) {
      return pulse(channels).thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<Void> drop(Collection<String> channels) {
      return registry
          .call(() -> {
            registry.drop(channels, lease());
            return channels;
          })
          .thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<Map<String, Head>> pulse(Collection<String> channels) {
      return registry.call(() -> {
        registry.add(channels, lease());
        return registry.heads(channels);
      });
    }
  }

  private final class Slot implements EdgeSlot {
    @Override
    public Duration sinceConfirmed() {
      return Duration.ZERO;
    }

    @Override
    public CompletionStage<Integer> acquire(Listener told) {
      listener = told;
      renew();
      return acquired.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Void> release() {
      lapse();
      lease = null;
      listener = null;
      acquired.completeExceptionally(new IllegalStateException("slot: released"));
      return CompletableFuture.completedFuture(true).thenAccept(_ -> {});
    }
  }
}
