package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import io.parley.presence.SessionAddress;
import io.parley.presence.SessionRegistry;
import io.parley.presence.SessionRegistry.Pulse;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.protocol.v1.CloseCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What the registry knows of this edge's sessions and channels, kept up: all of them are
/// registered again when it lost what it knew, the sessions also before it would forget. Any
/// thread.
///
/// After any time in which routers may not have found a session it is told, from the inbox, where
/// its conversations stand ([UnaskedHeads]).
final class Registrations implements Pulses.Heartbeats {
  private static final int BATCH_MAX = 500;

  /// Entries in the registry live three times as long.
  private static final Duration REFRESH_EVERY = Duration.ofMinutes(10);

  private final SessionRegistry registry;
  private final SessionIndex index;
  private final UnaskedHeads heads;
  private final Interests interests;
  private final InstantSource clock;
  private final EdgeMetrics metrics;
  private final Outage outage;
  private final AtomicBoolean refreshing = new AtomicBoolean();

  /// Set until all have been told again.
  private final AtomicReference<@Nullable Owed> owed = new AtomicReference<>();

  private volatile boolean allDue;
  private volatile boolean leaving;
  private volatile Instant refreshedAt;

  /// What all sessions have to be told. Each loss makes a new one, so that telling settles those
  /// that came before it and no other.
  ///
  /// @param since up to when all is known to have been told
  private record Owed(Instant since) {
    static Owed since(@Nullable Owed known, Instant since) {
      return new Owed(known == null || since.isBefore(known.since()) ? since : known.since());
    }
  }

  Registrations(
      SessionRegistry registry,
      SessionIndex index,
      UnaskedHeads heads,
      Interests interests,
      InstantSource clock,
      EdgeMetrics metrics) {
    this.registry = registry;
    this.index = index;
    this.heads = heads;
    this.interests = interests;
    this.clock = clock;
    this.metrics = metrics;
    this.refreshedAt = clock.instant();
    this.outage = new Outage(refreshedAt);
  }

  CompletionStage<Optional<SessionAddress>> register(SessionKey session) {
    return watched(registry.register(session));
  }

  void unregister(SessionKey session) {
    if (!leaving) {
      CompletionStage<Void> _ = watched(registry.unregister(session));
    }
  }

  /// This edge ends: giving its slot back forgets all its sessions at once.
  void leaving() {
    leaving = true;
    interests.leaving();
  }

  CompletionStage<List<SessionAddress>> sessionsOf(String user) {
    return watched(registry.sessionsOf(user));
  }

  @Override
  public CompletionStage<List<Pulse>> pulse(List<SessionKey> sessions) {
    return watched(registry.pulse(sessions));
  }

  /// All have to be registered again: the registry has lost them, or this edge's address changed.
  void lostAll() {
    owe(outage.goodUntil());
    interests.lost();
    allDue = true;
    tick();
  }

  private void owe(Instant since) {
    Owed _ = owed.updateAndGet(known -> Owed.since(known, since));
  }

  /// Whether this session may have missed something that it has still to be told: it must not be
  /// told a time up to which it has everything. On the session's event loop.
  boolean owes(Session session) {
    SessionChannels channels = session.channels();
    return owed.get() != null
        || heads.owes(session)
        || (channels != null && (channels.isIncomplete() || interests.owes(channels::names)));
  }

  /// Deliveries may have been missed.
  ///
  /// @param lapse for how long none were read
  void missed(Duration lapse) {
    Instant lapsed = clock.instant().minus(lapse);
    Instant good = outage.goodUntil();
    heads.tellAll(index.all(), lapsed.isBefore(good) ? lapsed : good);
  }

  /// Every second.
  void tick() {
    boolean due = Duration.between(refreshedAt, clock.instant()).compareTo(REFRESH_EVERY) >= 0;
    if ((allDue || due) && refreshing.compareAndSet(false, true)) {
      allDue = false;
      Owed before = owed.get();
      CompletionStage<Void> _ =
          refresh(List.copyOf(index.all()), 0)
              .thenCompose(_ -> interests.restore())
              .whenComplete((_, fault) -> {
                if (fault == null) {
                  refreshedAt = clock.instant();
                  settle(before);
                } else {
                  allDue = true; // with the next tick
                }
                refreshing.set(false);
              });
    }
  }

  /// Only when routers find all sessions again: heads read before would miss what comes between.
  private void settle(@Nullable Owed before) {
    if (before != null) {
      heads.tellAll(index.all(), before.since());
      owed.compareAndSet(before, null);
    }
  }

  /// One batch after another, so that the registry has room for others. Who has ended since is left
  /// out, and who ends meanwhile is forgotten again: the registry may have put her back.
  private CompletionStage<Void> refresh(List<Session> sessions, int from) {
    if (from >= sessions.size()) {
      return CompletableFuture.completedStage(null);
    }
    int to = Math.min(sessions.size(), from + BATCH_MAX);
    List<Session> batch =
        sessions.subList(from, to).stream().filter(session -> !session.isOver()).toList();
    if (batch.isEmpty()) {
      return refresh(sessions, to);
    }
    return watched(registry.refresh(batch.stream().map(Session::key).toList()))
        .whenComplete((_, _) -> forgetOver(batch)) // also a call that failed may have taken effect
        .thenCompose(replaced -> {
          metrics.refreshed(batch.size());
          replaced.forEach(this::close);
          return refresh(sessions, to);
        });
  }

  private void forgetOver(List<Session> batch) {
    batch.stream().filter(Session::isOver).map(Session::key).forEach(this::unregister);
  }

  private void close(SessionKey replaced) {
    Session session = index.byNumber(replaced.session());
    if (session != null) {
      session.loop().execute(() -> session.close(CloseCode.CLOSE_REPLACED));
    }
  }

  /// Also notices when the registry is away, and when it is back.
  private <T> CompletionStage<T> watched(CompletionStage<T> call) {
    return call.whenComplete((_, fault) -> {
      if (fault != null) {
        outage.failed(fault, clock.instant());
      } else {
        outage.succeeded(clock.instant()).ifPresent(since -> heads.tellAll(index.all(), since));
      }
    });
  }
}
