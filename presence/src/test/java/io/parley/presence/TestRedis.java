package io.parley.presence;

import io.parley.presence.RegistryTerms.Bounds;
import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.runtime.resilience.FailureRule;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.PolicyMetrics;
import io.parley.runtime.resilience.PolicySettings;
import io.parley.testing.Eventually;
import io.parley.testing.engines.RedisCluster;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.redisson.api.RScript;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.client.codec.StringCodec;

/// A process's connection to the Redis of the tests, and the registries on it.
final class TestRedis implements AutoCloseable {
  /// Leases that run out soon.
  static final RegistryTerms HASTY =
      new RegistryTerms(
          Duration.ofMillis(1_500),
          Duration.ofMillis(200),
          Duration.ofMinutes(30),
          Duration.ofMinutes(2),
          new Bounds(3, 4, 4, 3));

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Surroundings real = Surroundings.real();
  private final Surroundings surroundings;
  private final RedisConfig config;
  private final RedisConnection connection;

  /// One that is connected.
  TestRedis(TestEngines engines, InstantSource clock) {
    this(config("single", engines.redisUrl(), engines.keyPrefix()), clock);
    Eventually.eventually(PATIENCE, connection::client);
  }

  /// One that is connected to all nodes, by the address of one.
  TestRedis(RedisCluster cluster, String keyPrefix, InstantSource clock) {
    this(config("cluster", cluster.url(), keyPrefix), clock);
    Eventually.eventually(PATIENCE, connection::client);
  }

  /// One that may not be connected yet.
  static TestRedis connecting(TestEngines engines, InstantSource clock) {
    return new TestRedis(config("single", engines.redisUrl(), engines.keyPrefix()), clock);
  }

  private TestRedis(RedisConfig config, InstantSource clock) {
    this.surroundings =
        new Surroundings(clock, real.nanoTime(), real.random(), real.timer(), real.blocking());
    this.config = config;
    this.connection = new RedisConnection(config, surroundings);
    connection.start().toCompletableFuture().join();
  }

  private static RedisConfig config(String topology, String url, String prefix) {
    String yaml =
        """
        topology: %s
        addresses: ["%s"]
        key-prefix: "%s"
        """
            .formatted(topology, url, prefix);
    return switch (ConfigReader.read(RedisConfig.class, "test", yaml, Map.of())) {
      case ConfigResult.Valid<RedisConfig>(RedisConfig valid, var _) -> valid;
      case ConfigResult.Invalid<RedisConfig>(List<String> faults) ->
          throw new AssertionError(faults.toString());
    };
  }

  /// As one more process has it: with policies of its own.
  RedisRegistry registry(RegistryTerms terms) {
    Policies policies = new Policies(surroundings, PolicyMetrics.NONE);
    return RedisRegistry.create(
        connection, config, new RedisRegistry.World(surroundings, policies), terms);
  }

  /// Round trips of its own.
  RedisCalls calls() {
    Policies policies = new Policies(surroundings, PolicyMetrics.NONE);
    return new RedisCalls(
        connection,
        policies.policy("redis/test", PolicySettings.defaults(), FailureRule.ALL_TRANSIENT));
  }

  /// A router's side whose scripts touch only so much.
  SessionLookup lookup(RegistryTerms terms, int ofAScript, RegistryMetrics metrics) {
    return new RedisSessionLookup(
        calls(),
        new SessionReads(keys(), metrics),
        new RedisSessionLookup.Commands(
            new LocateCommands(keys(), terms, ofAScript),
            new HeadCommands(keys(), terms, ofAScript)),
        new GroupHeads(GroupHeads.USERS_MIN),
        terms,
        surroundings);
  }

  RedisConnection connection() {
    return connection;
  }

  RegistryKeys keys() {
    return new RegistryKeys(config.keyPrefix());
  }

  void put(String hash, String field, String value) {
    connection.client().<String, String>getMap(hash, StringCodec.INSTANCE).fastPut(field, value);
  }

  Map<String, String> hash(String name) {
    return connection.client().<String, String>getMap(name, StringCodec.INSTANCE).readAllMap();
  }

  void addTo(String set, String member) {
    connection.client().<String>getSet(set, StringCodec.INSTANCE).add(member);
  }

  Set<String> set(String name) {
    return connection.client().<String>getSet(name, StringCodec.INSTANCE).readAll();
  }

  void setText(String key, String text) {
    connection.client().<String>getBucket(key, StringCodec.INSTANCE).set(text);
  }

  /// Empty for none.
  String text(String key) {
    String text = connection.client().<String>getBucket(key, StringCodec.INSTANCE).get();
    return text == null ? "" : text;
  }

  /// In milliseconds; -1 for ever, -2 without the key.
  long timeToLive(String key) {
    return connection.client().getBucket(key).remainTimeToLive();
  }

  void persist(String key) {
    connection.client().getBucket(key).clearExpire();
  }

  void forget(String key) {
    connection.client().getKeys().delete(key);
  }

  /// As if it had run out.
  void end(SlotLease lease) {
    Long _ =
        connection
            .client()
            .getScript(StringCodec.INSTANCE)
            .eval(
                RScript.Mode.READ_WRITE,
                LuaScript.RELEASE_SLOT.text(),
                RScript.ReturnType.LONG,
                List.of(keys().slots()),
                lease.slot(),
                lease.epochText());
  }

  /// What a server has that is killed now and started again.
  void save() {
    connection.client().getRedisNodes(RedisNodes.SINGLE).getInstance().save();
  }

  void flush() {
    connection.client().getKeys().flushall();
  }

  @Override
  public void close() {
    connection.stop().toCompletableFuture().join();
    real.close();
  }
}
