package io.parley.presence;

import io.parley.runtime.lifecycle.Component;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.BaseConfig;
import org.redisson.config.Config;

/// The one Redisson client of a process. It connects when it is first used, and by itself again
/// when connections are lost: Redis is never a reason not to start.
public final class RedisConnection implements Component {
  private final RedisConfig config;
  private final ExecutorService blocking;
  private volatile @Nullable RedissonClient client;

  public RedisConnection(RedisConfig config, ExecutorService blocking) {
    this.config = config;
    this.blocking = blocking;
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public CompletionStage<Void> start() {
    return CompletableFuture.runAsync(() -> client = Redisson.create(redissonConfig()), blocking);
  }

  @Override
  public CompletionStage<Void> stop() {
    RedissonClient open = client;
    return open == null
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.runAsync(open::shutdown, blocking);
  }

  /// The client. Only after [#start] has ended well.
  public RedissonClient client() {
    RedissonClient open = client;
    if (open == null) {
      throw new IllegalStateException("Redis is not connected");
    }
    return open;
  }

  private Config redissonConfig() {
    Config redisson = new Config();
    redisson.setLazyInitialization(true);
    // the defaults, 16 and 32, are meant for a process that does nothing else
    redisson.setThreads(2);
    redisson.setNettyThreads(2);
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
              .setMasterConnectionPoolSize(config.connections())
              .setMasterConnectionMinimumIdleSize(1);
      case SENTINEL ->
          common(redisson.useSentinelServers())
              .setMasterName(config.master())
              .addSentinelAddress(config.addresses().toArray(String[]::new))
              .setMasterConnectionPoolSize(config.connections())
              .setMasterConnectionMinimumIdleSize(1);
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
        .setPingConnectionInterval(5_000);
  }
}
