package io.parley.presence;

import io.parley.runtime.health.Dependency;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.redisson.api.BatchOptions;
import org.redisson.api.BatchResult;
import org.redisson.api.RBatch;
import org.redisson.client.codec.StringCodec;

/// Proves that a key can be set and read, in one round trip. Each instance sets a key of its own,
/// which goes by itself.
public final class RedisProbe implements Dependency {
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final RedisConnection connection;
  private final String key;
  private final LongSupplier nonces;

  /// - `instance`: unique among the processes that use this Redis
  /// - `nonces`: a value that differs each time
  public RedisProbe(
      RedisConnection connection, String keyPrefix, String instance, LongSupplier nonces) {
    this.connection = connection;
    this.key = keyPrefix + "health:" + instance;
    this.nonces = nonces;
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public CompletionStage<?> prove() {
    String nonce = Long.toString(nonces.getAsLong());
    RBatch batch = connection.client().createBatch(BatchOptions.defaults());
    var _ = batch.<String>getBucket(key, StringCodec.INSTANCE).setAsync(nonce, KEPT);
    var _ = batch.<String>getBucket(key, StringCodec.INSTANCE).getAsync();
    return batch.executeAsync().thenAccept(result -> requireSame(result, nonce));
  }

  private static void requireSame(BatchResult<?> result, String nonce) {
    if (!nonce.equals(result.getResponses().getLast())) {
      throw new IllegalStateException("the key just set was not read back");
    }
  }
}
