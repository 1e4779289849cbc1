package io.parley.runtime.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// A remote system whose answers the test gives by hand; it remembers when it was asked.
final class Callee implements Supplier<CompletionStage<String>> {
  private final LongSupplier nanoTime;
  private final List<Long> askedAt = new ArrayList<>();
  private final List<CompletableFuture<String>> asked = new ArrayList<>();

  Callee(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public CompletionStage<String> get() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    askedAt.add(nanoTime.getAsLong());
    asked.add(answer);
    return answer;
  }

  int timesAsked() {
    return asked.size();
  }

  void answer(String value) {
    asked.getLast().complete(value);
  }

  void fail(Throwable failure) {
    asked.getLast().completeExceptionally(failure);
  }

  /// The waits between one attempt and the next.
  List<Duration> gaps() {
    List<Duration> gaps = new ArrayList<>();
    for (int i = 1; i < askedAt.size(); i++) {
      gaps.add(Duration.ofNanos(askedAt.get(i) - askedAt.get(i - 1)));
    }
    return gaps;
  }
}
