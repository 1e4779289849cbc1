package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.lang.reflect.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.config.Config;

/// A Redis that cannot be reached for one reason after another.
class RedisConnectionTest {
  private static final Duration TRY_EVERY = Duration.ofMillis(500);

  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor executor = new ManualExecutor(clock);
  private final ArrayDeque<RuntimeException> faults = new ArrayDeque<>();
  private final RedissonClient client = client();
  private final RedisConnection connection =
      new RedisConnection(
          config(),
          new Surroundings(clock, clock::nanoTime, new SplittableRandom(1), executor, executor),
          this::open);
  private int tries;

  private static RedisConfig config() {
    return switch (ConfigReader.read(RedisConfig.class, "test", "password: s3cret", Map.of())) {
      case ConfigResult.Valid<RedisConfig>(RedisConfig valid, var _) -> valid;
      case ConfigResult.Invalid<RedisConfig>(List<String> invalid) ->
          throw new AssertionError(invalid.toString());
    };
  }

  /// Nobody asks anything of it.
  private static RedissonClient client() {
    return (RedissonClient)
        Proxy.newProxyInstance(
            RedissonClient.class.getClassLoader(),
            new Class<?>[] {RedissonClient.class},
            (_, method, _) -> {
              throw new AssertionError(method.getName());
            });
  }

  private RedissonClient open(Config config) {
    tries++;
    RuntimeException fault = faults.poll();
    if (fault != null) {
      throw fault;
    }
    return client;
  }

  private void start() {
    connection.start().toCompletableFuture().join();
    executor.runDue();
  }

  private String reason() {
    return FaultText.of(assertThrows(IllegalStateException.class, connection::client));
  }

  @Test
  void whateverATryFailsWithTheNextOneFollowsAndTheReasonIsTold() {
    faults.add(new RedisConnectionException("advice", new TimeoutException("after 1 s")));
    faults.add(new CompletionException(new UnknownHostException("redis.example")));
    faults.add(new RedisTimeoutException("no answer"));
    faults.add(new IllegalArgumentException("master: no such name"));
    faults.add(new NullPointerException());
    assertEquals("Redis cannot be reached: not tried yet", reason());
    start();
    List<String> told = new ArrayList<>();
    while (!faults.isEmpty()) {
      told.add(reason());
      executor.advance(TRY_EVERY);
    }
    told.add(reason());
    assertEquals(
        List.of(
            "Redis cannot be reached: RedisConnectionException: advice; TimeoutException: after 1"
                + " s",
            "Redis cannot be reached: UnknownHostException: redis.example",
            "Redis cannot be reached: RedisTimeoutException: no answer",
            "Redis cannot be reached: IllegalArgumentException: master: no such name",
            "Redis cannot be reached: NullPointerException"),
        told);
    executor.advance(TRY_EVERY);
    assertSame(client, connection.client());
    assertEquals(6, tries);
    executor.advance(Duration.ofMinutes(1));
    assertEquals(6, tries);
  }

  @Test
  void theReasonIsShortAndWithoutThePassword() {
    faults.add(new IllegalStateException("AUTH s3cret fails " + "x".repeat(1_000) + "\nadvice"));
    start();
    assertTrue(reason().startsWith("Redis cannot be reached: IllegalStateException: AUTH *** f"));
    assertTrue(reason().length() < 300, reason());
  }

  @Test
  void whoHasStoppedDoesNotTryAgain() {
    faults.add(new RedisTimeoutException("no answer"));
    start();
    connection.stop().toCompletableFuture().join();
    executor.advance(Duration.ofMinutes(1));
    assertEquals(1, tries);
  }
}
