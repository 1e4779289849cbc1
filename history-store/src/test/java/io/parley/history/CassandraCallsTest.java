package io.parley.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.Inboxes.Touch;
import io.parley.history.Standing.Status;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Role;
import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.runtime.resilience.BreakerState;
import io.parley.runtime.resilience.CallOutcome;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.Policy;
import io.parley.runtime.resilience.PolicyMetrics;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the router asks and what devices ask do not stand in each other's way, nor the router in
/// its own. There is no Cassandra here, so every attempt fails.
class CassandraCallsTest {
  private static final Standing MEMBER = new Standing(Status.MEMBER, Role.MEMBER, 7, 0, 0, 0, 0);

  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor executor = new ManualExecutor(clock);
  private final Map<String, Policy> policies = new HashMap<>();

  /// Policies that had a call too many.
  private final Set<String> refused = new HashSet<>();

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

          @Override
          public void ended(String policy, CallOutcome outcome, Duration took) {
            if (outcome == CallOutcome.REJECTED_BY_BULKHEAD) {
              refused.add(policy);
            }
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
      CompletionStage<?> _ = history.forEdge().reader().before("d:a:b", Long.MAX_VALUE, 10);
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
      CompletionStage<?> tail = history.forRouter().log().tail("d:a:b", 128);
      assertTrue(!tail.toCompletableFuture().isDone());
    }
    assertEquals(10, policy("cassandra/router-read").callsInFlight());
  }

  @Test
  void whatTheRouterAsksOfMembersIsItsOwn() {
    List<String> users = users(200).toList();
    assertTrue(isRefused(history.forEdge().membership().standings().of("g:a", users)));
    refused.clear();
    assertEquals(0, policy("cassandra/router-read").callsInFlight());
    CompletionStage<?> roster = history.forRouter().membership().rosters().version("g:a", 1);
    CompletionStage<?> tally = history.forRouter().membership().rolls().tally("c:a");
    assertTrue(!roster.toCompletableFuture().isDone() && !tally.toCompletableFuture().isDone());
    CompletionStage<?> kept = history.forRouter().inboxes().find("ann", "g:a");
    assertTrue(!kept.toCompletableFuture().isDone());
    assertEquals(3, policy("cassandra/router-read").callsInFlight());
  }

  @Test
  void manyLargeGroupsAtOnceLeaveRoomForEventsAndAreNotRefused() {
    for (int group = 0; group < 40; group++) {
      String name = "g:" + group;
      CompletionStage<?> touched =
          history
              .forRouter()
              .inboxes()
              .touch(
                  users(64).map(user -> new Touch(user, name, Kind.GROUP)).toList(),
                  clock.instant());
      CompletionStage<?> stood =
          history
              .forRouter()
              .membership()
              .standings()
              .put(
                  name, Kind.GROUP, users(64).collect(Collectors.toMap(user -> user, _ -> MEMBER)));
      assertTrue(!touched.toCompletableFuture().isDone() && !stood.toCompletableFuture().isDone());
    }
    assertEquals(8, policy("cassandra/history-write").callsInFlight());
    executor.advance(Duration.ofMinutes(1));
    assertEquals(0, policy("cassandra/history-write").callsInFlight());
    assertEquals(Set.of(), refused);
  }

  @Test
  void howeverManyStandingsTheRouterAsksForNoneIsRefused() {
    for (int channel = 0; channel < 200; channel++) {
      CompletionStage<?> asked =
          history
              .forRouter()
              .membership()
              .standings()
              .of("c:" + channel, users(Standings.USERS_MAX).toList());
      assertTrue(!asked.toCompletableFuture().isDone());
    }
    assertEquals(4, policy("cassandra/router-read").callsInFlight());
    executor.advance(Duration.ofMinutes(1));
    assertEquals(Set.of(), refused);
  }

  private static Stream<String> users(int count) {
    return IntStream.range(0, count).mapToObj(i -> "user-" + i);
  }

  /// There is no Cassandra, and more at once than the edge may have under way.
  private static boolean isRefused(CompletionStage<?> stage) {
    return stage.toCompletableFuture().isCompletedExceptionally();
  }
}
