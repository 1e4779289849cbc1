package io.parley.presence;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/// The small number under which an edge is known, leased for as long as it renews it: its partition
/// of the deliveries. Any thread.
public interface EdgeSlot {
  /// Leases a free slot and keeps it; completes when there is one.
  CompletionStage<Integer> acquire(Listener listener);

  /// Gives it back, so that nobody has to wait for the lease to run out.
  CompletionStage<Void> release();

  /// How long ago the registry said that the slot is this edge's. It grows while nobody answers,
  /// and while every slot is another edge's.
  Duration sinceConfirmed();

  /// What happens to the lease; called on a thread that must not be blocked.
  interface Listener {
    /// The registry has lost what it knew; the lease was renewed in the same slot. All sessions
    /// have to be registered again.
    void registryLost();

    /// Another edge has the slot now (this one was away for too long): `newSlot` was leased
    /// instead. Deliveries have to be read from there, and then all sessions registered again.
    void moved(int newSlot);
  }
}
