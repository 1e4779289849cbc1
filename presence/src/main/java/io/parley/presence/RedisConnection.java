package io.parley.presence;

import io.parley.runtime.Surroundings;
import io.parley.runtime.lifecycle.Component;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.BaseConfig;
import org.redisson.config.Config;
import org.redisson.config.EqualJitterDelay;
import org.redisson.config.ReadMode;
import org.redisson.config.SubscriptionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one Redisson client of a process.
///
/// Starting begins to connect and does not wait for it: Redis holds soft state, and its absence is
/// never a reason not to come up. Until the first connection [#client()] fails at once, so that
/// nobody waits for Redis on a thread that must not be blocked; after it Redisson reconnects by
/// itself. Whatever a try fails with, a wrong password or a name that cannot be resolved as well,
/// the next one follows: what is wrong may be mended while the process runs.
public final class RedisConnection implements Component {
  private static final Logger log = LoggerFactory.getLogger(RedisConnection.class);
  private static final Duration TRY_EVERY = Duration.ofMillis(500);
  private static final Duration RECONNECT_FIRST = Duration.ofMillis(100);
  private static final Duration RECONNECT_MAX = Duration.ofSeconds(1);
  private static final int CAUSES_MAX = 8;
  private static final int WORDS_MAX = 120;

  private final RedisConfig config;
  private final Surroundings surroundings;
  private final Opening opening;
  private volatile boolean ended;
  private volatile String reason = "not tried yet";
  private volatile String lastKind = "";
  private volatile @Nullable RedissonClient client;

  /// Opens a client, or throws.
  interface Opening {
    RedissonClient open(Config config);
  }

  public RedisConnection(RedisConfig config, Surroundings surroundings) {
    this(config, surroundings, Redisson::create);
  }

  RedisConnection(RedisConfig config, Surroundings surroundings, Opening opening) {
    this.config = config;
    this.surroundings = surroundings;
    this.opening = opening;
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public CompletionStage<Void> start() {
    log.atInfo().addKeyValue("addresses", config.addresses()).log("connecting to Redis");
    surroundings.blocking().execute(this::connect);
    return CompletableFuture.completedStage(null);
  }

  /// Tries once, for a bounded time, on a thread that may be blocked.
  private void connect() {
    if (ended) {
      return;
    }
    try {
      RedissonClient connected = opening.open(redissonConfig());
      client = connected;
      log.atInfo().log("connected to Redis");
      if (ended) {
        connected.shutdown();
      }
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void failed(RuntimeException fault) {
    reason = said(fault, this::inShort, "; ");
    String kind = said(fault, cause -> cause.getClass().getSimpleName(), ", ");
    if (!kind.equals(lastKind)) { // and not twice a second
      log.atWarn().addKeyValue("reason", reason).log("no way to Redis yet");
    }
    lastKind = kind;
    if (!ended) {
      ScheduledFuture<?> _ =
          surroundings
              .timer()
              .schedule(
                  () -> surroundings.blocking().execute(this::connect),
                  TRY_EVERY.toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  /// What is wrong may stand in any of the causes.
  private static String said(Throwable fault, Function<Throwable, String> what, String separator) {
    return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
        .limit(CAUSES_MAX)
        .filter(cause -> !isMereWrapping(cause))
        .map(what)
        .collect(Collectors.joining(separator));
  }

  private static boolean isMereWrapping(Throwable fault) {
    Throwable cause = fault.getCause();
    return cause != null && cause.toString().equals(fault.getMessage());
  }

  /// The beginning of what it says: Redisson's advice behind it runs to a paragraph.
  private String inShort(Throwable cause) {
    String kind = cause.getClass().getSimpleName();
    String message = cause.getMessage();
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    String shown = config.password().isEmpty() ? line : line.replace(config.password(), "***");
    return shown.isEmpty()
        ? kind
        : kind + ": " + shown.substring(0, Math.min(WORDS_MAX, shown.length()));
  }

  @Override
  public CompletionStage<Void> stop() {
    ended = true;
    RedissonClient open = client;
    return open == null
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.runAsync(open::shutdown, surroundings.blocking());
  }

  /// The client. Fails before the first connection.
  public RedissonClient client() {
    RedissonClient open = client;
    if (open == null) {
      throw new IllegalStateException("Redis cannot be reached: " + reason);
    }
    return open;
  }

  RedisConfig.Topology topology() {
    return config.topology();
  }

  private Config redissonConfig() {
    Config redisson = new Config();
    // the defaults, 16 and 32, are meant for a process that does nothing else
    redisson.setThreads(2);
    redisson.setNettyThreads(2);
    // a text is to go as a text: what Redisson remembers having given to a server, the server may
    // have forgotten
    redisson.setUseScriptCache(false);
    if (!config.username().isEmpty()) {
      redisson.setUsername(config.username());
    }
    if (!config.password().isEmpty()) {
      redisson.setPassword(config.password());
    }
    switch (config.topology()) {
      case SINGLE ->
          common(redisson.useSingleServer())
              .setAddress(config.addresses().getFirst())
              .setConnectionPoolSize(config.connections())
              .setConnectionMinimumIdleSize(1);
      case CLUSTER ->
          common(redisson.useClusterServers())
              .addNodeAddress(config.addresses().toArray(String[]::new))
              // a copy that lags would not know who has just connected
              .setReadMode(ReadMode.MASTER)
              .setSubscriptionMode(SubscriptionMode.MASTER)
              .setMasterConnectionPoolSize(config.connections())
              .setMasterConnectionMinimumIdleSize(1)
              .setSlaveConnectionPoolSize(config.connections())
              .setSlaveConnectionMinimumIdleSize(1);
      case SENTINEL ->
          common(redisson.useSentinelServers())
              .setMasterName(config.master())
              .addSentinelAddress(config.addresses().toArray(String[]::new))
              // a copy that lags would not know who has just connected
              .setReadMode(ReadMode.MASTER)
              .setSubscriptionMode(SubscriptionMode.MASTER)
              .setMasterConnectionPoolSize(config.connections())
              .setMasterConnectionMinimumIdleSize(1)
              .setSlaveConnectionPoolSize(config.connections())
              .setSlaveConnectionMinimumIdleSize(1);
    }
    return redisson;
  }

  private <C extends BaseConfig<C>> C common(C servers) {
    int timeoutMs = Math.toIntExact(config.timeout().toMillis());
    return servers
        .setTimeout(timeoutMs)
        .setConnectTimeout(timeoutMs)
        // repeating is the business of the resilience policies
        .setRetryAttempts(0)
        // by default up to 10 s, and the registry has to be rebuilt within 5
        .setReconnectionDelay(new EqualJitterDelay(RECONNECT_FIRST, RECONNECT_MAX))
        .setPingConnectionInterval(5_000);
  }
}
