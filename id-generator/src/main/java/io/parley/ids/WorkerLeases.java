package io.parley.ids;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/// The table of worker leases. It keeps, for each worker, who holds it and *the last tick that
/// holder may mint*, which is also when the lease ends by the table's own clock. It never forgets
/// that tick: the next holder of the worker starts after it. So as long as the table keeps its
/// data, two holders of one worker have no tick in common, whatever their clocks show.
///
/// The table may lose data at any time (flushed, restarted empty or from an old snapshot, failed
/// over to a replica that lagged). It notices by its incarnation, and from then on:
/// - every grant starts after the last tick any lost lease can have covered: the table's time at
///   the first grant after the loss, plus the quarantine;
/// - grants are *unsettled* until a holder that has sat out the whole quarantine says so.
///
/// Every call is one atomic step. A stage that fails says nothing about whether the step was made;
/// all of them may be made late, or twice. Never blocks; stages complete on any thread.
public interface WorkerLeases {
  /// Leases the first free worker, trying all of them, upwards from the one asked for.
  CompletionStage<AcquireOutcome> acquire(AcquireRequest request);

  /// Extends a lease by `ttl` from now, if it is still this holder's.
  ///
  /// @param settle the holder has sat out the quarantine since its grant
  CompletionStage<RenewOutcome> renew(WorkerLease lease, Duration ttl, boolean settle);

  /// Ends a lease, if it is still this holder's.
  ///
  /// @param lastTick no id beyond it was or will be minted under the lease; frees the worker as
  ///   soon as the table's clock has passed it
  CompletionStage<ReleaseOutcome> release(WorkerLease lease, long lastTick);

  /// What a holder asks for.
  ///
  /// @param holder new and random for every request; 1 to 64 ASCII letters and digits
  record AcquireRequest(int firstWorker, String holder, Duration ttl, Duration quarantine) {
    public AcquireRequest {
      if (firstWorker < 0 || firstWorker >= SnowflakeLayout.WORKERS) {
        throw new IllegalArgumentException(
            "firstWorker: "
                + firstWorker
                + " (expected: 0.."
                + (SnowflakeLayout.WORKERS - 1)
                + ")");
      }
      if (!holder.matches("[A-Za-z0-9]{1,64}")) {
        throw new IllegalArgumentException(
            "holder: " + holder + " (expected: 1 to 64 of [A-Za-z0-9])");
      }
    }
  }

  sealed interface AcquireOutcome {
    /// The worker is the holder's.
    ///
    /// @param afterTick only ticks after it are the holder's
    /// @param throughTick the last tick that is the holder's, until a renewal moves it on
    /// @param settled false: the holder must sit out the quarantine before it mints
    record Granted(WorkerLease lease, long afterTick, long throughTick, boolean settled)
        implements AcquireOutcome {}

    /// Every worker is held by someone.
    record AllTaken() implements AcquireOutcome {}
  }

  sealed interface RenewOutcome {
    /// The worker is still the holder's.
    ///
    /// @param throughTick never earlier than the one before
    record Renewed(long throughTick) implements RenewOutcome {}

    /// The lease is someone else's, was released, or went with the table's data.
    record Lost() implements RenewOutcome {}
  }

  enum ReleaseOutcome {
    RELEASED,
    NOT_HELD
  }
}
