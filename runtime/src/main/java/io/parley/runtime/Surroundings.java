package io.parley.runtime;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Everything of the outside world that code would otherwise reach for by itself: handed in, so
/// that a test can step it.
///
/// - `clock`: wall time, for what people and other machines read
/// - `nanoTime`: monotonic time, for durations and deadlines
/// - `random`: for jitter and choice, never for secrets; any thread may use it
/// - `timer`: runs short tasks at a time; must never be blocked
/// - `blocking`: runs what blocks, a virtual thread each
public record Surroundings(
    InstantSource clock,
    LongSupplier nanoTime,
    RandomGenerator random,
    ScheduledExecutorService timer,
    ExecutorService blocking)
    implements AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  /// The real world. Close it last.
  public static Surroundings real() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("parley-timer").factory());
    // a cancelled deadline must not stay in the heap until it would have passed
    timer.setRemoveOnCancelPolicy(true);
    return new Surroundings(
        InstantSource.system(),
        System::nanoTime,
        () -> ThreadLocalRandom.current().nextLong(),
        timer,
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("parley-blocking-", 0).factory()));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    blocking.shutdownNow();
    try {
      blocking.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
