package io.parley.history;

import io.parley.runtime.resilience.RetryAfter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Calls of many callers, only so many at once over all of them: the others wait in line, first
/// come, first served, and where the line is full one more is refused. Any thread.
final class Turnstile {
  private static final Duration COME_BACK = Duration.ofMillis(500);

  private final int atOnce;
  private final int lineMax;
  private final Runnable onRefusal;

  // guarded by this
  private final ArrayDeque<Turn<?>> line = new ArrayDeque<>();
  private int underWay;

  Turnstile(int atOnce, int lineMax, Runnable onRefusal) {
    this.atOnce = atOnce;
    this.lineMax = lineMax;
    this.onRefusal = onRefusal;
  }

  /// Refuses nobody: the line is as long as its callers make it, who are bounded themselves.
  static Turnstile ofBoundedCallers(int atOnce) {
    return new Turnstile(atOnce, Integer.MAX_VALUE, () -> {});
  }

  /// The line is full.
  static final class LineFullException extends RuntimeException implements RetryAfter {
    LineFullException() {
      super("too many wait in line", null, false, false);
    }

    @Override
    public Duration retryAfter() {
      return COME_BACK;
    }
  }

  <R> CompletionStage<R> pass(Supplier<CompletionStage<R>> call) {
    Turn<R> turn = new Turn<>(call);
    synchronized (this) {
      if (underWay == atOnce) {
        if (line.size() == lineMax) {
          onRefusal.run();
          return CompletableFuture.failedStage(new LineFullException());
        }
        line.add(turn);
        return turn.result();
      }
      underWay++;
    }
    begin(turn);
    return turn.result();
  }

  /// Begins this one and, after each that is over at once, the next: a loop and not a call from
  /// each completion, since these would pile up on the stack.
  private void begin(@Nullable Turn<?> first) {
    Turn<?> turn = first;
    while (turn != null && turn.isOverAtOnce()) {
      turn = next();
    }
  }

  /// Whose turn it is; null when nobody waits, and then there is room for one more.
  private synchronized @Nullable Turn<?> next() {
    Turn<?> next = line.poll();
    if (next == null) {
      underWay--;
    }
    return next;
  }

  private final class Turn<R> {
    private final Supplier<CompletionStage<R>> call;
    private final CompletableFuture<R> answer = new CompletableFuture<>();

    Turn(Supplier<CompletionStage<R>> call) {
      this.call = call;
    }

    CompletionStage<R> result() {
      return answer.minimalCompletionStage();
    }

    /// Calls. When that is over later, the next one begins then.
    boolean isOverAtOnce() {
      CompletableFuture<R> called = called();
      boolean atOnce = called.isDone();
      CompletableFuture<R> _ =
          called.whenComplete((value, fault) -> {
            if (fault == null) {
              answer.complete(value);
            } else {
              answer.completeExceptionally(fault);
            }
            if (!atOnce) {
              begin(next());
            }
          });
      return atOnce;
    }

    private CompletableFuture<R> called() {
      try {
        return call.get().toCompletableFuture();
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
  }
}
