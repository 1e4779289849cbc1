package io.parley.ids;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.EngineKind;
import io.parley.ids.IdOutcome.Minted;
import io.parley.ids.WorkerLeases.AcquireOutcome.Granted;
import io.parley.testing.Eventually;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.redisson.Redisson;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/// The contract against the real engine, and a source on it.
@ExtendWith(EnginesExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisWorkerLeasesIT extends WorkerLeasesContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final LeaseTerms TERMS =
      new LeaseTerms(ms(1_500), ms(1_600), ms(300), ms(100), ms(500));

  private final TestEngines engines;
  private final RedissonClient redis;
  private final WorkerLeases leases;

  RedisWorkerLeasesIT(TestEngines engines) {
    this.engines = engines;
    var config = new Config();
    config
        .useSingleServer()
        .setAddress(engines.redisUrl())
        .setConnectionMinimumIdleSize(1)
        .setConnectionPoolSize(4);
    this.redis = Redisson.create(config);
    this.leases = new RedisWorkerLeases(redis, engines.keyPrefix());
  }

  @BeforeAll
  void engineIsThere() {
    engines.awaitReady(EngineKind.REDIS);
  }

  @BeforeEach
  void beginEmpty() {
    loseData();
  }

  @AfterAll
  void disconnect() {
    redis.shutdown();
  }

  @Override
  WorkerLeases leases() {
    return leases;
  }

  @Override
  long now() {
    List<Object> time =
        redis
            .getScript(StringCodec.INSTANCE)
            .eval(RScript.Mode.READ_ONLY, "return redis.call('TIME')", RScript.ReturnType.LIST);
    long seconds = Long.parseLong((String) time.get(0));
    return WallTicks.ofEpochMilli(seconds * 1_000 + Long.parseLong((String) time.get(1)) / 1_000);
  }

  @Override
  void passTick(long tick) {
    Eventually.eventually(PATIENCE, () -> assertTrue(now() > tick));
  }

  @Override
  void loseData() {
    redis.getKeys().deleteByPattern(engines.keyPrefix() + "*");
  }

  @Test
  void aRestartOfTheEngineIsANewIncarnation() {
    Granted before = acquire(3, LONG);
    renew(before.lease(), LONG, true);
    assertTrue(acquire(3, LONG).settled());
    engines.kill(EngineKind.REDIS);
    engines.awaitReady(EngineKind.REDIS);
    Eventually.eventually(PATIENCE, () -> assertFalse(acquire(3, LONG).settled()));
  }

  @Test
  void aSourceMintsStopsWhenItsLeaseIsLostAndHeals() {
    ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    var source =
        new LeasedIdSource(
            TERMS,
            new LeasedIdSource.Ports(
                leases, Clock.systemUTC(), System::nanoTime, scheduler, new SplittableRandom()),
            LeaseListener.NONE);
    Set<Long> ids = new HashSet<>();
    try {
      source.start();
      Eventually.eventually(PATIENCE, () -> assertTrue(ids.add(mint(source))));
      for (int i = 0; i < 50_000; i++) {
        assertTrue(ids.add(mint(source)));
      }
      loseData();
      Eventually.eventually(PATIENCE, () -> assertTrue(source.refusal().isPresent()));
      Eventually.eventually(PATIENCE, () -> assertTrue(ids.add(mint(source))));
      engines.suspend(EngineKind.REDIS);
      Eventually.eventually(PATIENCE, () -> assertTrue(source.refusal().isPresent()));
      engines.resume(EngineKind.REDIS);
      Eventually.eventually(PATIENCE, () -> assertTrue(ids.add(mint(source))));
      await(source.stop());
      assertEquals(
          RefusalReason.NO_LEASE, source.refusal().map(IdOutcome.Refused::reason).orElseThrow());
    } finally {
      scheduler.shutdownNow();
    }
  }

  private static long mint(LeasedIdSource source) {
    return assertInstanceOf(Minted.class, source.next()).id();
  }

  private static Duration ms(long ms) {
    return Duration.ofMillis(ms);
  }
}
