package io.parley.presence;

import java.util.concurrent.CompletionStage;

/// Where slots are leased. Every call may be repeated. Any thread.
interface SlotLeases {
  /// Leases the first free slot from `firstSlot` on, or says again which one this epoch has.
  CompletionStage<AcquireAnswer> acquire(int firstSlot, long epoch);

  CompletionStage<RenewAnswer> renew(SlotLease lease);

  CompletionStage<Void> release(SlotLease lease);

  /// What a lease rests on. Where it differs from what was answered before, what was registered
  /// under the lease may be gone.
  ///
  /// @param incarnation differs after a restart or failover of the server, so also after a loss
  ///   that left the lease as it was
  /// @param since when the slot is held, by the server's clock: differs after the lease was gone
  ///   and the slot was taken again, also where the answer that said so was lost
  record Ground(String incarnation, String since) {}

  sealed interface AcquireAnswer {
    record Granted(int slot, Ground ground) implements AcquireAnswer {}

    record AllTaken() implements AcquireAnswer {}
  }

  record RenewAnswer(Standing standing, Ground ground) {}

  enum Standing {
    RENEWED,
    /// The lease was gone and nobody had the slot: it is ours again.
    RETAKEN,
    /// Another edge has the slot.
    TAKEN
  }
}
