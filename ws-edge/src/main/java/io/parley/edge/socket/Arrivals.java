package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import io.parley.protocol.v1.CloseCode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/// New sessions, of which the registry is told: at their hello or, when it could not be told then,
/// as soon as it can. Either way the session they displace is closed. Any thread.
final class Arrivals {
  /// Calls under way for those that wait: the registry needs room for others.
  private static final int AT_ONCE = 200;

  private final Registrations registrations;
  private final Closer closer;
  private final UnaskedHeads heads;
  private final EdgeMetrics metrics;
  private final AtomicBoolean registering = new AtomicBoolean();

  /// Guarded by itself: who waits, and up to when it was told everything.
  private final LinkedHashMap<Session, Instant> owed = new LinkedHashMap<>();

  Arrivals(Registrations registrations, Closer closer, UnaskedHeads heads, EdgeMetrics metrics) {
    this.registrations = registrations;
    this.closer = closer;
    this.heads = heads;
    this.metrics = metrics;
  }

  /// Completes when routers find the session.
  CompletionStage<Void> register(Session session) {
    return registrations
        .register(session.key())
        .thenAccept(displaced -> {
          session.registered();
          displaced
              .filter(other -> other.session() != session.number())
              .ifPresent(other -> closer.close(other, CloseCode.CLOSE_REPLACED));
        })
        .whenComplete((_, _) -> {
          if (session.isOver()) { // this may have taken effect after it was forgotten
            registrations.unregister(session.key());
          }
        });
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
    return register(session)
        .thenRun(() -> {
          settled(session);
          heads.tell(session, since);
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
