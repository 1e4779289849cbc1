package io.parley.presence;

import io.parley.runtime.health.Dependency;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.redisson.api.BatchOptions;
import org.redisson.api.BatchResult;
import org.redisson.api.RBatch;
import org.redisson.client.RedisAuthRequiredException;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisTimeoutException;
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
    return batch
        .executeAsync()
        .handle((result, fault) -> {
          if (fault != null) {
            throw new IllegalStateException(inWords(fault), fault);
          }
          requireSame(result, nonce);
          return result;
        });
  }

  /// Redisson's own messages run to a paragraph of advice and addresses.
  private static String inWords(Throwable fault) {
    Throwable cause =
        fault.getCause() != null && fault instanceof CompletionException ? fault.getCause() : fault;
    return switch (cause) {
      case RedisTimeoutException _ -> "Redis did not answer in time";
      case TimeoutException _ -> "Redis did not answer in time";
      case RedisConnectionException _ -> "Redis cannot be reached";
      case RedisAuthRequiredException _ -> "Redis wants a password";
      default -> "Redis failed with " + cause.getClass().getSimpleName();
    };
  }

  private static void requireSame(BatchResult<?> result, String nonce) {
    if (!nonce.equals(result.getResponses().getLast())) {
      throw new IllegalStateException("the key just set was not read back");
    }
  }
}
