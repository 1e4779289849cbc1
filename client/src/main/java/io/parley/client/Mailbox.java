package io.parley.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs what it is given one after another, in order, on an executor that may have many threads.
///
/// When the executor takes nothing any more, that is a fault.
///
/// It has no bound of its own: whoever posts has one (messages, calls, bytes received, what the
/// listener has not taken), and a task here never waits for anybody.
final class Mailbox {
  private static final int AT_ONCE = 128;

  private final Executor executor;
  private final Runnable afterwards;
  private final Consumer<Throwable> fault;
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private boolean scheduled;

  /// @param afterwards runs after tasks did, before anything else
  /// @param fault hears what a task threw; it may not throw itself
  Mailbox(Executor executor, Runnable afterwards, Consumer<Throwable> fault) {
    this.executor = executor;
    this.afterwards = afterwards;
    this.fault = fault;
  }

  void post(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (scheduled) {
        return;
      }
      scheduled = true;
    }
    schedule();
  }

  private void schedule() {
    try {
      executor.execute(() -> AtWork.run(this::run));
    } catch (RejectedExecutionException e) {
      // its owner has ended it, and with it this client: what still comes is done where it comes
      AtWork.run(() -> {
        fault.accept(e);
        for (Runnable task = nextOrEnd(); task != null; task = nextOrEnd()) {
          guarded(task);
        }
      });
    }
  }

  private @Nullable Runnable nextOrEnd() {
    synchronized (tasks) {
      scheduled = !tasks.isEmpty();
      return tasks.poll();
    }
  }

  private void run() {
    for (int ran = 0; ran < AT_ONCE; ran++) {
      Runnable task = next();
      if (task == null) {
        break;
      }
      guarded(task);
    }
    guarded(afterwards);
    synchronized (tasks) {
      scheduled = !tasks.isEmpty();
      if (!scheduled) {
        return;
      }
    }
    schedule();
  }

  private @Nullable Runnable next() {
    synchronized (tasks) {
      return tasks.poll();
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) { // whatever it is, what comes after it must not wait for ever
      fault.accept(e);
    }
  }
}
