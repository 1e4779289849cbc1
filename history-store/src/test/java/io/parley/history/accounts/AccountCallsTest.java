package io.parley.history.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.history.CassandraConfig;
import io.parley.history.CassandraConnection;
import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.Policy;
import io.parley.runtime.resilience.PolicyMetrics;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// However many log in, most requests are left to others. There is no Cassandra here, so every
/// attempt fails and is under way until it is repeated.
class AccountCallsTest {
  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor executor = new ManualExecutor(clock);
  private final List<Policy> policies = new ArrayList<>();
  private final AccountStores stores = stores();

  private AccountStores stores() {
    Surroundings world =
        new Surroundings(clock, clock::nanoTime, new SplittableRandom(1), executor, executor);
    PolicyMetrics metrics =
        new PolicyMetrics() {
          @Override
          public void registered(Policy policy) {
            policies.add(policy);
          }
        };
    CassandraConfig config =
        switch (ConfigReader.read(CassandraConfig.class, "test", "requests-max: 16", Map.of())) {
          case ConfigResult.Valid<CassandraConfig>(CassandraConfig valid, var _) -> valid;
          case ConfigResult.Invalid<CassandraConfig>(List<String> faults) ->
              throw new AssertionError(faults.toString());
        };
    return AccountStores.inCassandra(
        new CassandraConnection(config), config, new Policies(world, metrics));
  }

  @Test
  void aFloodOfLogInsLeavesMostRequestsToOthers() {
    for (int i = 0; i < 500; i++) {
      CompletionStage<?> _ = stores.accounts().find("alice");
      CompletionStage<?> _ = stores.accounts().create(new Account("alice", "hash", Instant.EPOCH));
    }
    assertEquals(
        Map.of("cassandra/accounts-read", 4, "cassandra/accounts-write", 2),
        policies.stream().collect(Collectors.toMap(Policy::name, Policy::callsInFlight)));
  }
}
