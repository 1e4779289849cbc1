package io.parley.router;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A lane with a thread of its own.
final class LaneThread implements Lane, AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final ThreadPoolExecutor executor;
  private volatile @Nullable Thread thread;

  /// @param queueMax tasks that may wait; whoever uses the lane has fewer steps under way
  LaneThread(String name, int queueMax) {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(queueMax),
            task -> {
              Thread made = Thread.ofPlatform().daemon().name(name).unstarted(task);
              thread = made;
              return made;
            });
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  /// What still waits is dropped: nobody waits for it any more. Blocks for a bounded time.
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      boolean _ = executor.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
