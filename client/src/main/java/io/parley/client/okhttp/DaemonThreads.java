package io.parley.client.okhttp;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Threads that end with the process instead of keeping it alive: OkHttp's own stay for a minute
/// after their last call.
final class DaemonThreads {
  private static final long IDLE_SECONDS = 10;

  private DaemonThreads() {}

  /// As many as there are calls at once; whoever makes the calls bounds those.
  static ExecutorService pool(String name) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }
}
