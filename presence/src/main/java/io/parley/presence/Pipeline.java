package io.parley.presence;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RFuture;
import org.redisson.api.RScript;
import org.redisson.api.RScriptAsync;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/// Commands that go out in one write and are answered in one go, on one server in the order given.
///
/// Where keys are on several servers, each answers for itself, whatever the order; and what is to
/// be read last goes out when all others are answered.
///
/// Each command returns a supplier of its answer, which may be asked once [#execute()] is done. One
/// thread fills it.
final class Pipeline {
  private static final StringCodec TEXT = StringCodec.INSTANCE;

  private final boolean isOfSeveral;
  private final RBatch batch;
  private final RScriptAsync scripts;

  /// The same one where a server answers in order.
  private final RBatch last;

  /// @param isOfSeveral whether keys are on several servers
  Pipeline(RedissonClient redis, boolean isOfSeveral) {
    this.isOfSeveral = isOfSeveral;
    batch = redis.createBatch(BatchOptions.defaults());
    scripts = batch.getScript(TEXT);
    last = isOfSeveral ? redis.createBatch(BatchOptions.defaults()) : batch;
  }

  /// Without any command that is done at once.
  CompletionStage<?> execute() {
    CompletionStage<?> done = batch.executeAsync();
    return isOfSeveral ? done.thenCompose(_ -> last.executeAsync()) : done;
  }

  /// What a key holds; empty when there is none.
  Supplier<String> value(String key) {
    RFuture<String> answer = batch.<String>getBucket(key, TEXT).getAsync();
    return () -> Objects.requireNonNullElse(answer.toCompletableFuture().join(), "");
  }

  /// All of a hash; empty when there is none.
  Supplier<Map<String, String>> all(String hash) {
    return answer(batch.<String, String>getMap(hash, TEXT).readAllMapAsync());
  }

  /// The same, read after all that was commanded before is done; on several servers that is one
  /// more round trip.
  Supplier<Map<String, String>> allAtLast(String hash) {
    return answer(last.<String, String>getMap(hash, TEXT).readAllMapAsync());
  }

  /// All of a set; empty when there is none.
  Supplier<Set<String>> members(String set) {
    return answer(batch.<String>getSet(set, TEXT).readAllAsync());
  }

  /// Takes these out of a set; how many of them were in it does not matter.
  void remove(String set, Collection<String> members) {
    RFuture<Boolean> _ = batch.<String>getSet(set, TEXT).removeAllAsync(members);
  }

  /// A script that answers with a list.
  Supplier<List<Object>> list(LuaScript script, String key, Object... arguments) {
    return list(script, List.of(key), arguments);
  }

  /// @param keys all on one node, and in a cluster in one slot of it
  Supplier<List<Object>> list(LuaScript script, List<Object> keys, Object... arguments) {
    return answer(run(script, RScript.ReturnType.LIST, keys, arguments));
  }

  Supplier<Long> number(LuaScript script, String key, Object... arguments) {
    return number(script, List.of(key), arguments);
  }

  /// @param keys all on one node, and in a cluster in one slot of it
  Supplier<Long> number(LuaScript script, List<Object> keys, Object... arguments) {
    return answer(run(script, RScript.ReturnType.LONG, keys, arguments));
  }

  /// A script that answers with text; empty for none.
  Supplier<String> text(LuaScript script, String key, Object... arguments) {
    RFuture<String> answer = run(script, RScript.ReturnType.VALUE, List.of(key), arguments);
    return () -> Objects.requireNonNullElse(answer.toCompletableFuture().join(), "");
  }

  private <T> RFuture<T> run(
      LuaScript script, RScript.ReturnType type, List<Object> keys, Object... arguments) {
    if (isOfSeveral && script.isAnsweredOnce()) {
      // one that lacked the scripts would have all of them asked once more
      return scripts.evalAsync(RScript.Mode.READ_WRITE, script.text(), type, keys, arguments);
    }
    // by its digest, and RedisCalls gives the text to a server that lacks it: what Redisson gives
    // with the commands of a batch it does not give again to a server that was restarted
    return scripts.evalShaAsync(RScript.Mode.READ_WRITE, script.sha(), type, keys, arguments);
  }

  private static <T> Supplier<T> answer(RFuture<T> future) {
    return () -> future.toCompletableFuture().join();
  }
}
