package io.parley.ids;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/// One Lua file beside this class, run as one atomic step on one key. Arguments and answers are
/// described at the top of the file.
final class LuaScript {
  private final RScript redis;
  private final String text;
  private final List<Object> keys;

  LuaScript(RedissonClient redis, String file, String key) {
    this.redis = redis.getScript(StringCodec.INSTANCE);
    this.text = read(file);
    this.keys = List.of(key);
  }

  CompletionStage<List<Object>> list(Object... arguments) {
    return redis.evalAsync(RScript.Mode.READ_WRITE, text, RScript.ReturnType.LIST, keys, arguments);
  }

  CompletionStage<Long> number(Object... arguments) {
    return redis.evalAsync(RScript.Mode.READ_WRITE, text, RScript.ReturnType.LONG, keys, arguments);
  }

  private static String read(String file) {
    try (InputStream in = LuaScript.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("script: " + file + " (expected: on the class path)");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
