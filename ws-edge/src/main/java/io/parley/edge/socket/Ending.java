package io.parley.edge.socket;

import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.Drain;
import io.parley.protocol.v1.ServerFrame;
import io.parley.runtime.Surroundings;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Sends devices elsewhere, spread over a while so that they do not arrive there together; those
/// that have not gone by then are closed with 1012.
final class Ending {
  /// How long those that were closed have to hear of it.
  private static final long FAREWELL_MS = 1_000;

  private static final long LOOK_EVERY_MS = 50;

  private final Services services;
  private final Collection<SessionLoop> loops;
  private final Surroundings surroundings;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private long until;

  Ending(Services services, Collection<SessionLoop> loops, Surroundings surroundings) {
    this.services = services;
    this.loops = loops;
    this.surroundings = surroundings;
  }

  CompletionStage<Void> drain() {
    services.gate().shut();
    long overMs = services.config().drainOver().toMillis();
    for (SessionLoop loop : loops) {
      loop.execute(() -> loop.sessions().forEach(session -> tell(session, overMs)));
    }
    after(overMs, this::closeRest);
    return gone.minimalCompletionStage();
  }

  private void tell(Session session, long overMs) {
    int reconnectAfterMs = (int) surroundings.random().nextLong(overMs + 1);
    session.send(
        ServerFrame.newBuilder()
            .setDrain(Drain.newBuilder().setReconnectAfterMs(reconnectAfterMs)));
  }

  private void closeRest() {
    services.registrations().leaving();
    for (SessionLoop loop : loops) {
      loop.execute(
          () -> loop.sessions().forEach(session -> session.close(CloseCode.CLOSE_DRAINING)));
    }
    until = services.world().now() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MS);
    look();
  }

  private void look() {
    boolean all = loops.stream().allMatch(SessionLoop::isEmpty);
    if (all || services.world().now() - until >= 0) {
      gone.complete(null);
    } else {
      after(LOOK_EVERY_MS, this::look);
    }
  }

  private void after(long ms, Runnable work) {
    ScheduledFuture<?> _ = surroundings.timer().schedule(work, ms, TimeUnit.MILLISECONDS);
  }
}
