package io.parley.presence;

import io.parley.protocol.v1.ConversationHead;
import io.parley.runtime.Surroundings;
import io.parley.runtime.resilience.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// The edge's side of the registry in Redis.
///
/// Who comes and who leaves goes one round trip after another, in that order, so that a session
/// that ends at once is not left behind, and in a storm a round trip serves many.
///
/// Sessions are put back where nothing stands. Where something else does, it is judged here, since
/// only here it is known which edges live; what gives way is replaced in a second round trip, if it
/// still stands there.
final class RedisSessionRegistry implements SessionRegistry {
  private final RedisCalls calls;
  private final SessionReads reads;
  private final SessionWrites writes;
  private final NewsReads news;
  private final RegistryTerms terms;
  private final Surroundings surroundings;
  private final SlotKeeper slot;
  private final Flights<SessionKey> flights = new Flights<>();
  private final Policy callers;
  private final RoundTripLane<Move, Optional<SessionAddress>> lane;

  /// What bounds the calls of those who come and leave, each, and together those that wait.
  record Callers(Policy policy, int waiting) {}

  /// What a session does.
  private sealed interface Move {
    record Come(SessionKey session) implements Move {}

    record Leave(SessionKey session) implements Move {}
  }

  /// @param calls the round trips
  RedisSessionRegistry(
      Callers callers,
      RedisCalls calls,
      SessionReads reads,
      NewsReads news,
      RegistryTerms terms,
      Surroundings surroundings,
      SlotKeeper slot) {
    this.calls = calls;
    this.reads = reads;
    this.writes = new SessionWrites(reads.keys(), terms);
    this.news = news;
    this.terms = terms;
    this.surroundings = surroundings;
    this.slot = slot;
    this.callers = callers.policy();
    this.lane = new RoundTripLane<>(this::move, _ -> 1, terms.bounds().atOnce(), callers.waiting());
  }

  @Override
  public CompletionStage<Optional<SessionAddress>> register(SessionKey session) {
    return slot.leased().thenCompose(_ -> come(session));
  }

  private CompletionStage<Optional<SessionAddress>> come(SessionKey session) {
    // also where the caller has given up, and its leaving was refused, before its turn came
    return callers.call(
        () -> puttingBack(List.of(session), () -> lane.ask(new Move.Come(session))));
  }

  @Override
  public CompletionStage<Void> unregister(SessionKey session) {
    flights.left(session);
    return callers.call(() -> lane.ask(new Move.Leave(session))).thenAccept(_ -> {});
  }

  /// Answers who comes with the living session that was there before, and who leaves with none.
  private CompletionStage<List<Optional<SessionAddress>>> move(List<Move> moves) {
    return calls.roundTrip(pipeline -> {
      List<Supplier<String>> held = new ArrayList<>(moves.size());
      for (Move move : moves) {
        held.add(
            switch (move) {
              case Move.Come(SessionKey session) -> writes.put(pipeline, session, lease());
              case Move.Leave(SessionKey session) -> {
                writes.remove(pipeline, session);
                yield () -> "";
              }
            });
      }
      Supplier<SlotTable> slots = reads.slots(pipeline);
      return () -> {
        SlotTable living = slots.get();
        List<Optional<SessionAddress>> before = new ArrayList<>(moves.size());
        for (int i = 0; i < moves.size(); i++) {
          before.add(
              switch (moves.get(i)) {
                case Move.Come(SessionKey session) -> displaced(session, held.get(i).get(), living);
                case Move.Leave _ -> {
                  metrics().unregistered(1);
                  yield Optional.empty();
                }
              });
        }
        return before;
      };
    });
  }

  private Optional<SessionAddress> displaced(SessionKey session, String held, SlotTable living) {
    metrics().registered();
    SessionEntry before = SessionEntry.parse(held);
    if (before == null || before.session() == session.session()) {
      return Optional.empty();
    }
    if (!living.lives(before)) {
      metrics().staleIgnored(1);
      return Optional.empty();
    }
    metrics().displaced();
    return Optional.of(before.address(session.device()));
  }

  private CompletionStage<Void> forget(List<SessionKey> sessions) {
    return calls
        .<Integer>roundTrip(pipeline -> {
          sessions.forEach(session -> writes.remove(pipeline, session));
          return sessions::size;
        })
        .thenAccept(metrics()::unregistered);
  }

  @Override
  public CompletionStage<List<SessionKey>> refresh(List<SessionKey> sessions) {
    return RedisCalls.inTurns(parts(sessions), 1, this::refreshSome)
        .thenApply(answers -> answers.stream().flatMap(List::stream).toList());
  }

  private List<List<SessionKey>> parts(List<SessionKey> sessions) {
    return RedisCalls.parts(List.copyOf(sessions), terms.bounds().atOnce());
  }

  private CompletionStage<List<SessionKey>> refreshSome(List<SessionKey> sessions) {
    return slot.leased().thenCompose(lease -> refreshSome(sessions, lease));
  }

  private CompletionStage<List<SessionKey>> refreshSome(
      List<SessionKey> sessions, SlotLease lease) {
    return puttingBack(
        sessions,
        () ->
            calls
                .roundTrip(pipeline -> putBack(pipeline, sessions, lease))
                .thenCompose(
                    found -> replace(found.lost()).thenApply(_ -> List.copyOf(found.replaced()))));
  }

  @Override
  public CompletionStage<List<Pulse>> pulse(List<SessionKey> sessions) {
    return RedisCalls.inTurns(parts(sessions), 1, this::pulseSome)
        .thenApply(answers -> answers.stream().flatMap(List::stream).toList());
  }

  private CompletionStage<List<Pulse>> pulseSome(List<SessionKey> sessions) {
    return slot.leased().thenCompose(lease -> pulseSome(sessions, lease));
  }

  private CompletionStage<List<Pulse>> pulseSome(List<SessionKey> sessions, SlotLease lease) {
    return puttingBack(
        sessions,
        () ->
            beat(sessions, lease)
                .thenCompose(beat ->
                    replace(beat.found().lost())
                        .thenCompose(_ -> heads(news.groups(beat.words())))
                        .thenApply(heads ->
                            pulses(sessions, beat.found(), news.told(beat.words(), heads)))));
  }

  /// After the words: where a group stands then is no older than these.
  private CompletionStage<Map<String, GroupHead>> heads(List<String> groups) {
    return RedisCalls.inTurns(
            RedisCalls.parts(groups, terms.bounds().atOnce()),
            1,
            some -> calls.roundTrip(pipeline -> news.heads(pipeline, some)))
        .thenApply(answers -> {
          Map<String, GroupHead> heads = HashMap.newHashMap(groups.size());
          answers.forEach(heads::putAll);
          return heads;
        });
  }

  private CompletionStage<Beat> beat(List<SessionKey> sessions, SlotLease lease) {
    return calls.roundTrip(pipeline -> {
      // in this order: what a router left before it could see the session is read after it
      Supplier<Found> found = putBack(pipeline, sessions, lease);
      Supplier<NewsReads.Words> words =
          news.words(
              pipeline,
              sessions.stream().map(SessionKey::user).toList(),
              surroundings.clock().instant());
      return () -> new Beat(found.get(), words.get());
    });
  }

  private static List<Pulse> pulses(
      List<SessionKey> sessions, Found found, Map<String, List<ConversationHead>> told) {
    return sessions.stream()
        .map(session ->
            new Pulse(
                found.replaced().contains(session), told.getOrDefault(session.user(), List.of())))
        .toList();
  }

  private record Beat(Found found, NewsReads.Words words) {}

  /// Forgets again who left before the answer.
  private <T> CompletionStage<T> puttingBack(
      List<SessionKey> sessions, Supplier<CompletionStage<T>> call) {
    Flights<SessionKey>.Flight flight = flights.begin(sessions);
    return call.get()
        .whenComplete((_, _) -> {
          List<SessionKey> gone = flight.end();
          if (!gone.isEmpty()) {
            CompletionStage<Void> _ = forget(gone);
          }
        });
  }

  /// What stood where a session of ours belongs, and gives way to it.
  private record Replacement(SessionKey session, SlotLease lease, String held) {}

  /// Where something else stood: what gives way to ours, and those of ours that have to go.
  private record Found(List<Replacement> lost, Set<SessionKey> replaced) {}

  private Supplier<Found> putBack(Pipeline pipeline, List<SessionKey> sessions, SlotLease lease) {
    List<Supplier<String>> held =
        sessions.stream().map(session -> writes.keep(pipeline, session, lease)).toList();
    Supplier<SlotTable> slots = reads.slots(pipeline);
    return () -> {
      SlotTable living = slots.get();
      Found found = new Found(new ArrayList<>(), new HashSet<>());
      int absent = 0;
      for (int i = 0; i < held.size(); i++) {
        SessionKey session = sessions.get(i);
        String there = held.get(i).get();
        switch (SessionEntry.of(lease, session.session()).against(there, living)) {
          case ABSENT -> absent++;
          case OURS -> {}
          case GIVES_WAY -> found.lost().add(new Replacement(session, lease, there));
          case NEWER -> found.replaced().add(session);
        }
      }
      metrics().refreshed(held.size(), absent + found.lost().size());
      return found;
    };
  }

  private CompletionStage<Integer> replace(List<Replacement> lost) {
    if (lost.isEmpty()) {
      return CompletableFuture.completedStage(0);
    }
    return calls.roundTrip(pipeline -> {
      for (Replacement each : lost) {
        // when something else stands there by now, the next heartbeat looks again
        writes.replace(pipeline, each.session(), each.lease(), each.held());
      }
      return lost::size;
    });
  }

  @Override
  public CompletionStage<List<SessionAddress>> sessionsOf(String user) {
    return calls.roundTrip(pipeline -> {
      Supplier<String> devices = reads.devices(pipeline, user);
      Supplier<SlotTable> slots = reads.slots(pipeline);
      return () -> reads.living(devices.get(), slots.get());
    });
  }

  /// The one of now: who waited for the lane is registered where this edge has moved meanwhile.
  private SlotLease lease() {
    SlotLease held = slot.lease();
    if (held == null) {
      throw SlotKeeper.none();
    }
    return held;
  }

  private RegistryMetrics metrics() {
    return reads.metrics();
  }
}
