package io.parley.presence;

import io.parley.runtime.Surroundings;
import io.parley.runtime.resilience.BreakerSettings;
import io.parley.runtime.resilience.FailureRule;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.Policy;
import io.parley.runtime.resilience.PolicySettings;
import io.parley.runtime.resilience.RetrySettings;
import java.time.Duration;

/// The registry of sessions in Redis. One per process, on its one connection.
public final class RedisRegistry {
  /// A process asks once per batch of a partition.
  private static final int LOOKUPS_AT_ONCE = 256;

  /// Users and conversations for which nobody could be asked; some 200 bytes each.
  private static final int NEWS_OWED_MAX = 20_000;

  /// Users of one script, each with a word of news as a rule: some 300 µs.
  private static final int USERS_OF_A_SCRIPT = 250;

  /// Channels, or groups, of one script: some 100 µs.
  private static final int HEADS_OF_A_SCRIPT = 50;

  /// In a storm of reconnects; beyond it a session is registered by the next refresh.
  private static final int CALLS_AT_ONCE = 1_024;

  /// Of one call: 5 ms, and far below a deadline in a process that has just begun, too.
  private static final int INTEREST_ROUND_TRIPS_IN_LINE = 2;

  /// So many calls a breaker needs to have seen fail.
  private static final int FAILURES_MIN = 3;

  private static final long WINDOW_MIN_S = 3;

  /// One after another, and beside them those of a sweep.
  private static final int INTEREST_ROUND_TRIPS_AT_ONCE = 2;

  private final RedisConnection connection;
  private final RedisConfig config;
  private final Surroundings surroundings;
  private final Policies policies;
  private final SessionReads reads;
  private final RegistryTerms terms;

  private RedisRegistry(
      RedisConnection connection,
      RedisConfig config,
      World world,
      RegistryMetrics metrics,
      RegistryTerms terms) {
    this.connection = connection;
    this.config = config;
    this.surroundings = world.surroundings();
    this.policies = world.policies();
    this.reads = new SessionReads(new RegistryKeys(config.keyPrefix()), metrics);
    this.terms = terms;
  }

  /// What a registry needs of its process.
  record World(Surroundings surroundings, Policies policies) {}

  public static RedisRegistry create(
      RedisConnection connection,
      RedisConfig config,
      Surroundings surroundings,
      Policies policies,
      RegistryMetrics metrics) {
    return new RedisRegistry(
        connection, config, new World(surroundings, policies), metrics, RegistryTerms.standard());
  }

  /// With other times, for tests.
  static RedisRegistry create(
      RedisConnection connection, RedisConfig config, World world, RegistryTerms terms) {
    return new RedisRegistry(connection, config, world, RegistryMetrics.NONE, terms);
  }

  /// For routers. Once per process.
  public SessionLookup lookup() {
    SessionLookup redis =
        new RedisSessionLookup(
            calls("redis/locate", LOOKUPS_AT_ONCE),
            reads,
            new RedisSessionLookup.Commands(
                new LocateCommands(reads.keys(), terms, ofAScript(USERS_OF_A_SCRIPT)),
                new HeadCommands(reads.keys(), terms, ofAScript(HEADS_OF_A_SCRIPT))),
            new GroupHeads(groupsHaveHeads() ? GroupHeads.USERS_MIN : Integer.MAX_VALUE),
            terms,
            surroundings);
    return new OwedNews(redis, surroundings, reads.metrics(), NEWS_OWED_MAX);
  }

  /// In a cluster a group is elsewhere than its users, and nothing says that its head is left
  /// before they are looked up.
  private boolean groupsHaveHeads() {
    return !config.topology().isOfSeveral();
  }

  private int ofAScript(int onOneServer) {
    return config.topology().isOfSeveral() ? 1 : onOneServer;
  }

  /// For an edge. Once per process.
  ///
  /// @param instance tells people whose slot it is
  /// @param slots how many edges there can be: the partitions of `deliveries`
  public Edge edge(String instance, int slots) {
    SlotKeeper keeper =
        new SlotKeeper(
            terms,
            slots,
            new RedisSlotLeases(
                calls("redis/slot", 1), reads.keys().slots(), instance, slots, terms),
            surroundings,
            reads.metrics());
    return new Edge(
        keeper,
        new RedisSessionRegistry(
            new RedisSessionRegistry.Callers(policy("redis/session", CALLS_AT_ONCE), CALLS_AT_ONCE),
            calls("redis/registry", CALLS_AT_ONCE),
            reads,
            new NewsReads(reads.keys(), terms, groupsHaveHeads()),
            terms,
            surroundings,
            keeper),
        interest(keeper));
  }

  private ChannelInterest interest(SlotKeeper keeper) {
    return new RedisChannelInterest(
        policy("redis/interest", CALLS_AT_ONCE),
        calls("redis/interest-trip", INTEREST_ROUND_TRIPS_AT_ONCE),
        new InterestCommands(reads, terms, ofAScript(HEADS_OF_A_SCRIPT)),
        keeper,
        new RedisChannelInterest.Limits(
            terms.bounds().atOnce(), INTEREST_ROUND_TRIPS_IN_LINE, CALLS_AT_ONCE));
  }

  /// What an edge has of the registry.
  public record Edge(EdgeSlot slot, SessionRegistry sessions, ChannelInterest interest) {}

  /// No repetitions: an edge's next heartbeat repeats, and a router goes on without an answer.
  ///
  /// The breaker opens soon, so that not every batch of a router waits for a deadline: a window of
  /// ten seconds would remember for as long how well all went before. It tries again soon, with one
  /// call, so that the registry is whole within seconds after Redis is back.
  private Policy policy(String name, int atOnce) {
    PolicySettings settings =
        new PolicySettings(
            config.timeout(),
            config.timeout(),
            atOnce,
            new RetrySettings(1, Duration.ofMillis(50), Duration.ofMillis(500)),
            new BreakerSettings(
                50, window(config.timeout()), FAILURES_MIN, Duration.ofSeconds(1), 1));
    return policies.policy(name, settings, FailureRule.ALL_TRANSIENT);
  }

  /// A router that waits for one answer at a time has so many failures in it, however long each
  /// takes.
  static Duration window(Duration timeout) {
    long seconds = Math.ceilDiv(timeout.multipliedBy(FAILURES_MIN).toMillis(), 1_000L);
    return Duration.ofSeconds(Math.max(WINDOW_MIN_S, seconds));
  }

  private RedisCalls calls(String name, int atOnce) {
    return new RedisCalls(connection, policy(name, atOnce));
  }
}
