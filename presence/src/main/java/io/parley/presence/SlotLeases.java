package io.parley.presence;

import java.util.concurrent.CompletionStage;

/// Where slots are leased. Every call may be repeated. Any thread.
interface SlotLeases {
  /// Leases the first free slot from `firstSlot` on, or says again which one this epoch has.
  CompletionStage<AcquireAnswer> acquire(int firstSlot, long epoch);

  CompletionStage<RenewAnswer> renew(SlotLease lease);

  CompletionStage<Void> release(SlotLease lease);

  sealed interface AcquireAnswer {
    /// @param incarnation differs after a restart or failover of the server, so also after a loss
    ///   that left the lease as it was
    record Granted(int slot, String incarnation) implements AcquireAnswer {}

    record AllTaken() implements AcquireAnswer {}
  }

  record RenewAnswer(Standing standing, String incarnation) {}

  enum Standing {
    RENEWED,
    /// The lease was gone and nobody had the slot: it is ours again.
    RETAKEN,
    /// Another edge has the slot.
    TAKEN
  }
}
