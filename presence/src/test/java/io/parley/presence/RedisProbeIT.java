package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.EngineKind;
import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.testing.Eventually;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.redisson.client.codec.StringCodec;

@ExtendWith(EnginesExtension.class)
class RedisProbeIT {
  private final Surroundings surroundings = Surroundings.real();
  private final AtomicLong nonces = new AtomicLong();
  private final TestEngines engines;
  private final RedisConnection connection;
  private final RedisProbe probe;

  RedisProbeIT(TestEngines engines) {
    this.engines = engines;
    this.connection = new RedisConnection(config(engines.redisUrl()), surroundings);
    this.probe = new RedisProbe(connection, engines.keyPrefix(), "edge-1", nonces::incrementAndGet);
  }

  private static RedisConfig config(String url) {
    return read("addresses: [\"" + url + "\"]");
  }

  private static RedisConfig read(String yaml) {
    return switch (ConfigReader.read(RedisConfig.class, "test", yaml, Map.of())) {
      case ConfigResult.Valid<RedisConfig>(RedisConfig valid, var _) -> valid;
      case ConfigResult.Invalid<RedisConfig>(List<String> faults) ->
          throw new AssertionError(faults.toString());
    };
  }

  @BeforeEach
  void connect() {
    connection.start().toCompletableFuture().join();
    Eventually.eventually(Duration.ofSeconds(20), this::prove);
    nonces.set(0);
  }

  @AfterEach
  void disconnect() {
    connection.stop().toCompletableFuture().join();
    surroundings.close();
  }

  private void prove() {
    probe.prove().toCompletableFuture().join();
  }

  @Test
  void theProofIsAKeyThatIsReallyThereAndGoesByItself() {
    prove();
    var bucket =
        connection
            .client()
            .<String>getBucket(engines.keyPrefix() + "health:edge-1", StringCodec.INSTANCE);
    assertEquals("1", bucket.get());
    assertEquals(true, bucket.remainTimeToLive() > 0);
  }

  @Test
  void flushingEverythingDoesNotFailTheNextProof() {
    prove();
    connection.client().getBucket(engines.keyPrefix() + "health:edge-1").delete();
    prove();
  }

  @Test
  void aSilentRedisFailsTheProofInWordsAndItsReturnIsNoticedWithoutARestart() {
    prove();
    engines.suspend(EngineKind.REDIS);
    CompletionException fault = assertThrows(CompletionException.class, this::prove);
    assertEquals("Redis did not answer in time", FaultText.of(fault));
    engines.resume(EngineKind.REDIS);
    Eventually.eventually(Duration.ofSeconds(20), this::prove);
  }

  @Test
  void aRedisThatIsAwayAtTheStartNeverBlocksAndIsFoundWhenItComes() {
    engines.suspend(EngineKind.REDIS);
    RedisConnection early = new RedisConnection(config(engines.redisUrl()), surroundings);
    RedisProbe asking = new RedisProbe(early, engines.keyPrefix(), "early", nonces::get);
    early.start().toCompletableFuture().join();
    long began = System.nanoTime();
    assertThrows(IllegalStateException.class, asking::prove);
    assertTrue(System.nanoTime() - began < Duration.ofMillis(200).toNanos(), "prove() blocked");
    engines.resume(EngineKind.REDIS);
    Eventually.eventually(
        Duration.ofSeconds(20), () -> asking.prove().toCompletableFuture().join());
    early.stop().toCompletableFuture().join();
  }

  @Test
  void whatIsMisconfiguredIsToldInWordsAndLeavesNoThreadsBehind() {
    String port = engines.redisUrl().substring(engines.redisUrl().lastIndexOf(':'));
    Map<String, String> reasonsOf =
        Map.of(
            "addresses: [\"redis://no-such-host.invalid" + port + "\"]", "no-such-host.invalid",
            "addresses: [\"" + engines.redisUrl() + "\"]\npassword: wr0ng", "ERR AUTH",
            "addresses: [\"" + engines.redisUrl() + "\"]\ntopology: cluster", "cluster support");
    reasonsOf.forEach((yaml, reason) -> {
      long before = redissonThreads();
      RedisConnection wrong = new RedisConnection(read(yaml), surroundings);
      wrong.start().toCompletableFuture().join();
      Eventually.eventually(
          Duration.ofSeconds(20),
          () -> {
            String told = FaultText.of(assertThrows(IllegalStateException.class, wrong::client));
            assertTrue(told.contains(reason), told);
            assertTrue(!told.contains("wr0ng"), told);
          });
      wrong.stop().toCompletableFuture().join();
      Eventually.eventually(
          Duration.ofSeconds(20), () -> assertTrue(redissonThreads() <= before, "threads left"));
    });
  }

  private static long redissonThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("redisson"))
        .count();
  }

  @Test
  void aStoppedRedisFailsTheProofAndItsReturnIsNoticedWithoutARestart() {
    prove();
    engines.stop(EngineKind.REDIS);
    assertThrows(CompletionException.class, this::prove);
    engines.start(EngineKind.REDIS);
    Eventually.eventually(Duration.ofSeconds(20), this::prove);
  }
}
