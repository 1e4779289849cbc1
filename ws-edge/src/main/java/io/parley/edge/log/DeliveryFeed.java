package io.parley.edge.log;

import io.parley.protocol.v1.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// What routers and other edges have for this edge.
public interface DeliveryFeed {
  /// Reads the deliveries of this slot from now on, instead of those of an earlier one. Completes
  /// when nothing written from then on will be missed; it keeps trying until it can. Calls do not
  /// overlap.
  CompletionStage<Void> follow(int slot, Receiver receiver);

  /// Hands over nothing more.
  CompletionStage<Void> stop();

  /// Called with one batch at a time, in the order of the log, on a thread that must not be
  /// blocked.
  interface Receiver {
    /// The next batch comes when the stage has completed.
    CompletionStage<Void> receive(List<Arrival> batch);

    /// Records may have been missed: reading failed and was begun anew.
    ///
    /// @param lapse for how long nothing was read
    void interrupted(Duration lapse);
  }

  /// @param writtenAtMs when it was written into the log, in milliseconds since 1970
  record Arrival(Delivery delivery, long writtenAtMs) {}
}
