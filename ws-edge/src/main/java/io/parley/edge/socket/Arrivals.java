package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import io.parley.presence.SessionAddress;
import io.parley.presence.SessionIds;
import io.parley.protocol.v1.CloseCode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// New sessions, of which the registry is told: at their hello or, when it could not be told then,
/// as soon as it can. Either way the other session of the device is closed. Any thread.
///
/// The newer session wins, whichever the registry was told of last: a hello may come late, and
/// calls overtake each other. Newer is the one whose socket was opened later.
final class Arrivals {
  /// Calls under way for those that wait: the registry needs room for others.
  private static final int AT_ONCE = 200;

  /// As well as the clocks of edges agree (docs/registry.md). A session of another edge counts as
  /// newer only beyond it: else a device that came here at once from an edge whose clock is ahead
  /// would be sent away for good.
  private static final Duration CLOCKS_WITHIN = Duration.ofSeconds(1);

  private final Registrations registrations;
  private final Closer closer;
  private final SessionIndex index;
  private final UnaskedHeads heads;
  private final EdgeMetrics metrics;
  private final AtomicBoolean registering = new AtomicBoolean();

  /// Guarded by itself: who waits, and up to when it was told everything.
  private final LinkedHashMap<Session, Instant> owed = new LinkedHashMap<>();

  Arrivals(
      Registrations registrations,
      Closer closer,
      SessionIndex index,
      UnaskedHeads heads,
      EdgeMetrics metrics) {
    this.registrations = registrations;
    this.closer = closer;
    this.index = index;
    this.heads = heads;
    this.metrics = metrics;
  }

  /// Completes when routers find the session.
  CompletionStage<Void> register(Session session) {
    return call(session).thenRun(session::registered);
  }

  private CompletionStage<Void> call(Session session) {
    return registrations
        .register(session.key())
        .thenAccept(there ->
            there
                .filter(other -> other.session() != session.number())
                .ifPresent(other -> settle(session, other)))
        .whenComplete((_, _) -> {
          if (session.isOver()) { // this may have taken effect after it was forgotten
            registrations.unregister(session.key());
          }
        });
  }

  /// The session has taken the other one's place in the registry.
  private void settle(Session session, SessionAddress other) {
    Session here = index.byNumber(other.session());
    if (!isNewer(other, here, session)) {
      closer.close(other, CloseCode.CLOSE_REPLACED);
      return;
    }
    session.loop().execute(() -> session.close(CloseCode.CLOSE_REPLACED));
    if (here != null) { // another edge puts its own back with the next ping
      CompletionStage<Void> _ = call(here);
    }
  }

  private static boolean isNewer(SessionAddress other, @Nullable Session here, Session session) {
    if (here != null) {
      return here.isNewerThan(session);
    }
    Instant beyondDoubt = SessionIds.coinedAt(session.number()).plus(CLOCKS_WITHIN);
    return SessionIds.coinedAt(other.session()).isAfter(beyondDoubt);
  }

  /// This session could not be registered.
  ///
  /// @param since up to when it was told everything
  void owe(Session session, Instant since) {
    metrics.registrationFailed();
    synchronized (owed) {
      owed.put(session, since);
    }
  }

  /// It has ended. It is forgotten also where no answer told that it is registered: a call that
  /// failed may have taken effect.
  void gone(Session session) {
    settled(session);
    registrations.unregister(session.key());
  }

  private void settled(Session session) {
    synchronized (owed) {
      owed.remove(session);
    }
  }

  /// Every second: tries those that wait, until one of them fails.
  void tick() {
    if (registering.compareAndSet(false, true)) {
      CompletionStage<Void> _ = registerOwed().whenComplete((_, _) -> registering.set(false));
    }
  }

  private CompletionStage<Void> registerOwed() {
    List<Map.Entry<Session, Instant>> some = next();
    return some.isEmpty()
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.allOf(
                some.stream()
                    .map(each -> registerLate(each.getKey(), each.getValue()))
                    .toArray(CompletableFuture[]::new))
            .thenCompose(_ -> registerOwed());
  }

  private CompletableFuture<Void> registerLate(Session session, Instant since) {
    return call(session)
        .thenRun(() -> {
          heads.tell(session, since); // first, else a ping in between would be told the time
          session.registered();
          settled(session);
        })
        .toCompletableFuture();
  }

  /// Those that have waited longest since they were tried; they wait on, behind the others.
  private List<Map.Entry<Session, Instant>> next() {
    synchronized (owed) {
      List<Map.Entry<Session, Instant>> some =
          owed.entrySet().stream()
              .limit(AT_ONCE)
              .<Map.Entry<Session, Instant>>map(Map.Entry::copyOf)
              .toList();
      some.forEach(each -> owed.putLast(each.getKey(), each.getValue()));
      return some;
    }
  }
}
