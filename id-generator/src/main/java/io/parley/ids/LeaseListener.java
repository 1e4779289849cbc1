package io.parley.ids;

/// What a [LeasedIdSource] has to tell metrics and logs. Called on any thread, several at once, but
/// never while others wait to mint. Implementations return at once and do not throw.
public interface LeaseListener {
  LeaseListener NONE = new LeaseListener() {};

  default void leaseAcquired(WorkerLease lease) {}

  /// Taken by another, gone with the table's data, or lapsed unrenewed.
  default void leaseLost(WorkerLease lease) {}

  /// An attempt to acquire or renew failed or was not answered in time; the next one follows.
  default void renewalFailed(Throwable cause) {}

  /// The lease was not given back and ends by itself.
  default void releaseFailed(Throwable cause) {}

  default void allWorkersTaken() {}

  default void refused(RefusalReason reason) {}
}
