package io.parley.router;

import io.parley.protocol.v1.Delivery;
import io.parley.runtime.RequestId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The way to the edges. Any thread.
interface Deliveries {
  /// Completes when the edge in this slot will find it, whatever dies; what one thread sends to one
  /// slot arrives in that order. A failure may mean that it was sent all the same: sending again
  /// does no harm, since devices tell repeats.
  CompletionStage<?> send(int slot, Delivery delivery, Optional<RequestId> requestId);
}
