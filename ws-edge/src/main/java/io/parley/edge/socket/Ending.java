package io.parley.edge.socket;

import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.Drain;
import io.parley.protocol.v1.ServerFrame;
import io.parley.runtime.Surroundings;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Sends devices elsewhere, spread over a while so that they do not arrive there together; those
/// that have not gone by then are closed with 1012.
final class Ending {
  /// How long those that were closed have to hear of it.
  private static final long FAREWELL_MS = 1_000;

  /// However long event loops take to close them.
  private static final long CLOSED_WITHIN_MS = 10_000;

  private static final long LOOK_EVERY_MS = 50;

  private final Services services;
  private final Collection<SessionLoop> loops;
  private final Surroundings surroundings;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  /// Event loops that have not come to the end of their sessions.
  private final AtomicInteger goingOver = new AtomicInteger();

  private volatile long farewell;
  private long latest;

  Ending(Services services, Collection<SessionLoop> loops, Surroundings surroundings) {
    this.services = services;
    this.loops = loops;
    this.surroundings = surroundings;
  }

  CompletionStage<Void> drain() {
    services.gate().shut();
    long overMs = services.config().drainOver().toMillis();
    forAll(session -> tell(session, overMs));
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
    latest = inMillis(CLOSED_WITHIN_MS);
    forAll(session -> {
      session.close(CloseCode.CLOSE_DRAINING);
      farewell = inMillis(FAREWELL_MS); // those before her have gone
    });
    look();
  }

  private long inMillis(long ms) {
    return services.world().now() + TimeUnit.MILLISECONDS.toNanos(ms);
  }

  /// In slices, as a batch of deliveries: between two of them the loop reads from sockets.
  private void forAll(Consumer<Session> work) {
    for (SessionLoop loop : loops) {
      goingOver.incrementAndGet();
      loop.execute(() -> slice(loop, loop.sessions().iterator(), work));
    }
  }

  private void slice(SessionLoop loop, Iterator<Session> rest, Consumer<Session> work) {
    for (int i = 0; i < LoopBatch.SLICE && rest.hasNext(); i++) {
      work.accept(rest.next());
    }
    if (rest.hasNext()) {
      loop.later(() -> slice(loop, rest, work));
    } else {
      goingOver.decrementAndGet();
    }
  }

  private void look() {
    boolean all = loops.stream().allMatch(SessionLoop::isEmpty);
    long now = services.world().now();
    boolean over = goingOver.get() == 0 && now - farewell >= 0;
    if (all || over || now - latest >= 0) {
      gone.complete(null);
    } else {
      after(LOOK_EVERY_MS, this::look);
    }
  }

  private void after(long ms, Runnable work) {
    ScheduledFuture<?> _ = surroundings.timer().schedule(work, ms, TimeUnit.MILLISECONDS);
  }
}
