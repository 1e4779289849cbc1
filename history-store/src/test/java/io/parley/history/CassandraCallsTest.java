package io.parley.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.runtime.resilience.BreakerState;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.Policy;
import io.parley.runtime.resilience.PolicyMetrics;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the router asks and what devices ask do not stand in each other's way. There is no
/// Cassandra here, so every attempt fails.
class CassandraCallsTest {
  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor executor = new ManualExecutor(clock);
  private final Map<String, Policy> policies = new HashMap<>();
  private final CassandraHistory history = history();

  private CassandraHistory history() {
    Surroundings world =
        new Surroundings(clock, clock::nanoTime, new SplittableRandom(1), executor, executor);
    PolicyMetrics metrics =
        new PolicyMetrics() {
          @Override
          public void registered(Policy policy) {
            policies.put(policy.name(), policy);
          }
        };
    CassandraConfig config =
        switch (ConfigReader.read(CassandraConfig.class, "test", "requests-max: 16", Map.of())) {
          case ConfigResult.Valid<CassandraConfig>(CassandraConfig valid, var _) -> valid;
          case ConfigResult.Invalid<CassandraConfig>(List<String> faults) ->
              throw new AssertionError(faults.toString());
        };
    return CassandraHistory.create(
        new CassandraConnection(config), config, new Policies(world, metrics), HistoryMetrics.NONE);
  }

  private Policy policy(String name) {
    Policy policy = policies.get(name);
    if (policy == null) {
      throw new AssertionError(name + " (expected: one of " + policies.keySet() + ")");
    }
    return policy;
  }

  private void readPages(int count) {
    for (int i = 0; i < count; i++) {
      CompletionStage<?> _ = history.reader().before("d:a:b", Long.MAX_VALUE, 10);
    }
  }

  @Test
  void pagesThatFailDoNotOpenTheBreakerOfTheRouter() {
    readPages(8);
    executor.advance(Duration.ofMillis(500)); // and their repetitions
    assertEquals(BreakerState.OPEN, policy("cassandra/history-read").breakerState());
    assertEquals(BreakerState.CLOSED, policy("cassandra/router-read").breakerState());
    assertEquals(BreakerState.CLOSED, policy("cassandra/history-write").breakerState());
  }

  @Test
  void aFloodOfPagesTakesHalfOfTheRequestsAndNoneOfTheRouters() {
    readPages(500);
    assertEquals(8, policy("cassandra/history-read").callsInFlight());
    for (int i = 0; i < 10; i++) {
      CompletionStage<?> tail = history.log().tail("d:a:b", 128);
      assertTrue(!tail.toCompletableFuture().isDone());
    }
    assertEquals(10, policy("cassandra/router-read").callsInFlight());
  }

  @Test
  void whatTheRouterAsksOfMembersIsItsOwn() {
    List<String> users = IntStream.range(0, 200).mapToObj(i -> "user-" + i).toList();
    assertTrue(isRefused(history.forEdge().standings().of("g:a", users)));
    assertEquals(0, policy("cassandra/router-read").callsInFlight());
    CompletionStage<?> roster = history.forRouter().rosters().version("g:a", 1);
    CompletionStage<?> tally = history.forRouter().rolls().tally("c:a");
    assertTrue(!roster.toCompletableFuture().isDone() && !tally.toCompletableFuture().isDone());
    assertEquals(2, policy("cassandra/router-read").callsInFlight());
  }

  /// There is no Cassandra, and more at once than the edge may have under way.
  private static boolean isRefused(CompletionStage<?> stage) {
    return stage.toCompletableFuture().isCompletedExceptionally();
  }
}
