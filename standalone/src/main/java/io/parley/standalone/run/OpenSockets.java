package io.parley.standalone.run;

import io.parley.edge.log.Lapse;
import io.parley.runtime.health.Dependency;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// An edge without a slot takes no sockets, and one that does not read its deliveries has none for
/// those it takes: no balancer should send it any.
///
/// @param open whether sockets are taken
/// @param sinceLease how long ago the lease of the slot was confirmed
/// @param lapse for how long deliveries have not been read; empty while they are
/// @param patience for both
record OpenSockets(
    BooleanSupplier open,
    Supplier<Duration> sinceLease,
    Supplier<Optional<Lapse>> lapse,
    Duration patience)
    implements Dependency {
  @Override
  public String name() {
    return "sockets";
  }

  @Override
  public CompletionStage<?> prove() {
    String fault = fault();
    return fault.isEmpty()
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.failedStage(new IllegalStateException(fault));
  }

  private String fault() {
    if (!open.getAsBoolean()) {
      return "this edge has no slot yet, or does not read its deliveries";
    }
    Duration unconfirmed = sinceLease.get();
    if (unconfirmed.compareTo(patience) > 0) {
      return "the lease of this edge's slot has not been confirmed for %d s"
          .formatted(unconfirmed.toSeconds());
    }
    return lapse
        .get()
        .filter(there -> there.lasting().compareTo(patience) > 0)
        .map(there ->
            "deliveries have not been read for %d s: %s"
                .formatted(there.lasting().toSeconds(), there.reason()))
        .orElse("");
  }
}
