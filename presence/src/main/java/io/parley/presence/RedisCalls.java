package io.parley.presence;

import io.parley.runtime.resilience.Policy;
import io.parley.runtime.resilience.StageFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.redisson.api.RScriptAsync;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.codec.StringCodec;

/// Round trips to Redis under one policy. Any thread.
final class RedisCalls {
  private final RedisConnection connection;
  private final Policy policy;

  RedisCalls(RedisConnection connection, Policy policy) {
    this.connection = connection;
    this.policy = policy;
  }

  /// One round trip. `commands` fills the pipeline and returns how its answers are read; it is
  /// asked a second time when the server does not know the scripts (it was started since), so all
  /// it commands must mean the same when repeated.
  <T> CompletionStage<T> roundTrip(Function<Pipeline, Supplier<T>> commands) {
    return policy.call(() -> {
      RedissonClient redis = connection.client();
      return once(redis, commands)
          .exceptionallyCompose(fault ->
              StageFailure.of(fault) instanceof RedisNoScriptException
                  ? load(redis).thenCompose(_ -> once(redis, commands))
                  : CompletableFuture.failedFuture(fault));
    });
  }

  /// Several round trips, so many at a time; completes with all they answered, in order. After one
  /// that fails the rest is not tried.
  static <I, T> CompletionStage<List<T>> inTurns(
      List<I> items, int sideBySide, Function<I, CompletionStage<T>> roundTrip) {
    CompletionStage<List<T>> answers = CompletableFuture.completedStage(new ArrayList<>());
    for (List<I> some : parts(items, sideBySide)) {
      answers = answers.thenCompose(all -> together(all, some.stream().map(roundTrip).toList()));
    }
    return answers;
  }

  private static <T> CompletionStage<List<T>> together(
      List<T> before, List<CompletionStage<T>> underWay) {
    CompletionStage<List<T>> answers = CompletableFuture.completedStage(before);
    for (CompletionStage<T> next : underWay) {
      answers =
          answers.thenCombine(
              next,
              (all, answer) -> {
                all.add(answer);
                return all;
              });
    }
    return answers;
  }

  /// Cut into lists of at most so many.
  static <I> List<List<I>> parts(List<I> items, int atOnce) {
    List<List<I>> parts = new ArrayList<>(items.size() / atOnce + 1);
    for (int from = 0; from < items.size(); from += atOnce) {
      parts.add(items.subList(from, Math.min(items.size(), from + atOnce)));
    }
    return parts;
  }

  private <T> CompletionStage<T> once(
      RedissonClient redis, Function<Pipeline, Supplier<T>> commands) {
    Pipeline pipeline = new Pipeline(redis, connection.topology().isOfSeveral());
    Supplier<T> answers = commands.apply(pipeline);
    return pipeline.execute().thenApply(_ -> answers.get());
  }

  private static CompletionStage<Void> load(RedissonClient redis) {
    RScriptAsync scripts = redis.getScript(StringCodec.INSTANCE);
    return CompletableFuture.allOf(
        List.of(LuaScript.values()).stream()
            .map(script -> scripts.scriptLoadAsync(script.text()).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }
}
