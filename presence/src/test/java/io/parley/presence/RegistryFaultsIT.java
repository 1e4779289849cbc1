package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.EngineKind;
import io.parley.presence.SessionLookup.Located;
import io.parley.presence.SessionLookup.Wanted;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.runtime.resilience.UnavailableException;
import io.parley.testing.Eventually;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two edges with 1,000 sessions and interest in 1,500 channels, and a router, with the times of
/// production, while Redis is flushed, killed, and stopped.
@ExtendWith(EnginesExtension.class)
class RegistryFaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration HEALED_WITHIN = Duration.ofSeconds(5);
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);
  private static final int SESSIONS = 500;

  private final TestEngines engines;
  private final TestRedis redis;
  private final SessionLookup lookup;
  private final Edge one;
  private final Edge two;

  RegistryFaultsIT(TestEngines engines) {
    this.engines = engines;
    engines.awaitReady(EngineKind.REDIS);
    redis = new TestRedis(engines, InstantSource.system());
    lookup = redis.registry(RegistryTerms.standard()).lookup();
    one = new Edge(redis.registry(RegistryTerms.standard()).edge("one", 4), 0);
    two = new Edge(redis.registry(RegistryTerms.standard()).edge("two", 4), SESSIONS);
  }

  /// Does what an edge has to.
  private static final class Edge implements EdgeSlot.Listener {
    private final RedisRegistry.Edge registry;
    private final List<SessionKey> sessions;
    private final List<String> channels;

    Edge(RedisRegistry.Edge registry, int from) {
      this.registry = registry;
      this.sessions =
          IntStream.range(from, from + SESSIONS)
              .mapToObj(i -> new SessionKey("user" + i, "phone", i))
              .toList();
      // half of them are both edges'
      this.channels = IntStream.range(from, from + 2 * SESSIONS).mapToObj(i -> "c:" + i).toList();
    }

    void begin() {
      join(registry.slot().acquire(this));
      registryLost();
    }

    @Override
    public void registryLost() {
      CompletionStage<?> _ =
          registry
              .interest()
              .add(channels)
              .thenCompose(_ -> registry.sessions().refresh(sessions))
              // refused while the breaker has not noticed yet: an edge goes on trying
              .whenCompleteAsync(
                  (_, fault) -> {
                    if (fault != null) {
                      registryLost();
                    }
                  },
                  LATER);
    }

    @Override
    public void moved(int newSlot) {
      registryLost();
    }
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @BeforeEach
  void begin() {
    redis.flush();
    one.begin();
    two.begin();
    Eventually.eventually(PATIENCE, this::assertAllLocated);
  }

  @AfterEach
  void end() {
    join(one.registry.slot().release());
    join(two.registry.slot().release());
    redis.close();
  }

  private void assertAllLocated() {
    Set<String> users =
        IntStream.range(0, 2 * SESSIONS).mapToObj(i -> "user" + i).collect(Collectors.toSet());
    Set<String> channels =
        IntStream.range(0, 3 * SESSIONS).mapToObj(i -> "c:" + i).collect(Collectors.toSet());
    Located located = join(lookup.locate(new Wanted(users, channels, List.of(), List.of())));
    assertEquals(2 * SESSIONS, located.sessions().size());
    for (int i = 0; i < 3 * SESSIONS; i++) {
      boolean both = i >= SESSIONS && i < 2 * SESSIONS;
      assertEquals(
          both ? 2 : 1, located.channels().getOrDefault("c:" + i, Set.of()).size(), "c:" + i);
    }
  }

  @Test
  void aFlushHealsWithinFiveSeconds() {
    redis.flush();
    Eventually.eventually(HEALED_WITHIN, this::assertAllLocated);
  }

  @Test
  void aRestartFromASnapshotThatHasTheLeasesAndNotTheSessionsHealsAsSoon() {
    for (SessionKey session : one.sessions) {
      redis.forget(redis.keys().devices(session.user()));
    }
    for (String channel : one.channels) {
      redis.forget(redis.keys().interest(channel));
    }
    redis.save();
    engines.kill(EngineKind.REDIS);
    engines.awaitReady(EngineKind.REDIS);
    Eventually.eventually(HEALED_WITHIN, this::assertAllLocated);
  }

  @Test
  void aRestartWithoutDataHealsWithinFiveSecondsOfItsReturn() {
    redis.flush();
    redis.save();
    engines.kill(EngineKind.REDIS);
    engines.awaitReady(EngineKind.REDIS);
    Eventually.eventually(HEALED_WITHIN, this::assertAllLocated);
  }

  @Test
  void aRedisThatIsStoppedFailsCallsInTimeThenAtOnceAndKeepsSlotsAndSessions() {
    Set<Integer> slots = lookup.lastKnownSlots();
    engines.suspend(EngineKind.REDIS);
    SessionKey session = new SessionKey("user0", "phone", 0);
    assertFailsInTimeThenAtOnce(() -> one.registry.sessions().pulse(List.of(session)));
    assertFailsInTimeThenAtOnce(() -> one.registry.interest().add(one.channels));
    assertThrows(CompletionException.class, () -> join(within(lookup.locate(ofUser0()))));
    assertEquals(slots, lookup.lastKnownSlots());
    engines.resume(EngineKind.REDIS);
    Eventually.eventually(HEALED_WITHIN, this::assertAllLocated);
    assertNotEquals(Set.of(), lookup.lastKnownSlots());
  }

  @Test
  void whoLeavesBeforeItsTurnHasComeIsNotRegistered() {
    Wanted nadia = new Wanted(Set.of("nadia"), Set.of(), List.of(), List.of());
    SessionRegistry sessions = one.registry.sessions();
    SessionKey session = new SessionKey("nadia", "phone", 1L << 40);
    engines.suspend(EngineKind.REDIS);
    CompletionStage<?> first = sessions.register(new SessionKey("nadia", "tablet", 1L << 41));
    CompletionStage<?> waiting = sessions.register(session);
    assertThrows(CompletionException.class, () -> join(within(first)));
    assertThrows(CompletionException.class, () -> join(within(waiting)));
    CompletionStage<?> _ = sessions.unregister(session);
    engines.resume(EngineKind.REDIS);
    // comes behind all that waited
    SessionKey last = new SessionKey("last", "phone", 1L << 42);
    Eventually.eventually(HEALED_WITHIN, () -> join(within(sessions.register(last))));
    Eventually.eventually(
        HEALED_WITHIN,
        () ->
            assertTrue(
                join(lookup.locate(nadia)).sessions().getOrDefault("nadia", List.of()).stream()
                    .noneMatch(address -> address.session() == session.session())));
  }

  private static void assertFailsInTimeThenAtOnce(Supplier<CompletionStage<?>> call) {
    for (int i = 0; i < 5; i++) {
      CompletionException fault =
          assertThrows(CompletionException.class, () -> join(within(call.get())));
      assertInstanceOf(UnavailableException.class, fault.getCause());
    }
    long began = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      assertThrows(CompletionException.class, () -> join(within(call.get())));
    }
    assertTrue(
        System.nanoTime() - began < Duration.ofSeconds(3).toNanos(), "100 calls, not at once");
  }

  private static Wanted ofUser0() {
    return new Wanted(Set.of("user0"), Set.of(), List.of(), List.of());
  }

  /// Fails otherwise than the registry when there is no answer in time.
  private static <T> CompletionStage<T> within(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(2, TimeUnit.SECONDS);
  }

  @Test
  void callsBeforeTheFirstConnectionFailAtOnce() {
    engines.suspend(EngineKind.REDIS);
    TestRedis early = TestRedis.connecting(engines, InstantSource.system());
    SessionLookup asking = early.registry(RegistryTerms.standard()).lookup();
    long began = System.nanoTime();
    assertThrows(CompletionException.class, () -> join(asking.locate(ofUser0())));
    assertTrue(System.nanoTime() - began < Duration.ofMillis(200).toNanos(), "blocked");
    early.close();
    engines.resume(EngineKind.REDIS);
    Eventually.eventually(PATIENCE, this::assertAllLocated);
  }
}
