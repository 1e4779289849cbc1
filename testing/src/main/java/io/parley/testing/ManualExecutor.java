package io.parley.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An executor without threads: what it is given runs when the test says so, on the test's thread,
/// in the order of due time and then of submission. It moves its [ManualClock] to each task's due
/// time before it runs it.
///
/// Tasks may be given from any thread; the stepping methods belong to one.
public final class ManualExecutor extends AbstractExecutorService
    implements ScheduledExecutorService {
  /// A test that schedules more without end has a bug; it should fail, not hang.
  private static final int STEPS_MAX = 1_000_000;

  private final ManualClock clock;
  private final PriorityQueue<Task<?>> tasks =
      new PriorityQueue<>(
          Comparator.<Task<?>>comparingLong(t -> t.dueNanos).thenComparingLong(t -> t.number));
  private long submitted;
  private boolean shutdown;

  public ManualExecutor(ManualClock clock) {
    this.clock = clock;
  }

  /// Runs what is due now, and what that makes due now. Returns how many tasks ran.
  public int runDue() {
    return runUntil(clock.nanoTime());
  }

  /// Lets `duration` pass, running each task at its time.
  public int advance(Duration duration) {
    long until = clock.nanoTime() + duration.toNanos();
    int ran = runUntil(until);
    clock.advance(Duration.ofNanos(until - clock.nanoTime()));
    return ran;
  }

  /// Tasks that wait, due or not.
  public synchronized int waiting() {
    return tasks.size();
  }

  private int runUntil(long nanos) {
    for (int ran = 0; ran < STEPS_MAX; ran++) {
      Task<?> next = takeDue(nanos);
      if (next == null) {
        return ran;
      }
      if (next.dueNanos > clock.nanoTime()) {
        clock.advance(Duration.ofNanos(next.dueNanos - clock.nanoTime()));
      }
      next.runOnce();
    }
    throw new IllegalStateException(STEPS_MAX + " tasks ran without an end");
  }

  private synchronized @Nullable Task<?> takeDue(long nanos) {
    Task<?> first = tasks.peek();
    return first != null && first.dueNanos <= nanos ? tasks.poll() : null;
  }

  private synchronized <V> Task<V> add(Callable<V> work, long delayNanos, long periodNanos) {
    if (shutdown) {
      throw new RejectedExecutionException("shut down");
    }
    Task<V> task = new Task<>(work, dueAfter(delayNanos), periodNanos);
    tasks.add(task);
    return task;
  }

  /// A delay that means "never" must not wrap around to "now".
  private long dueAfter(long delayNanos) {
    long now = clock.nanoTime();
    return now + Math.clamp(delayNanos, 0, Long.MAX_VALUE - now);
  }

  private synchronized void again(Task<?> task) {
    if (shutdown) {
      task.cancel(false);
    } else {
      tasks.add(task);
    }
  }

  private synchronized void remove(Task<?> task) {
    tasks.remove(task);
  }

  @Override
  public void execute(Runnable command) {
    Task<Boolean> _ = add(asCallable(command), 0, 0);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return add(asCallable(command), unit.toNanos(delay), 0);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    return add(callable, unit.toNanos(delay), 0);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    if (period <= 0) {
      throw new IllegalArgumentException("period: " + period + " (expected: > 0)");
    }
    return add(asCallable(command), unit.toNanos(initialDelay), unit.toNanos(period));
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    // time stands still while a task runs, so rate and delay are one
    return scheduleAtFixedRate(command, initialDelay, delay, unit);
  }

  private static Callable<Boolean> asCallable(Runnable command) {
    return () -> {
      command.run();
      return true;
    };
  }

  /// What is not periodic still runs at its time.
  @Override
  public synchronized void shutdown() {
    shutdown = true;
    List<Task<?>> periodic = tasks.stream().filter(task -> task.periodNanos > 0).toList();
    periodic.forEach(task -> task.cancel(false));
  }

  @Override
  public synchronized List<Runnable> shutdownNow() {
    shutdown = true;
    List<Runnable> left = new ArrayList<>((Collection<? extends Runnable>) tasks);
    tasks.clear();
    return left;
  }

  @Override
  public synchronized boolean isShutdown() {
    return shutdown;
  }

  @Override
  public synchronized boolean isTerminated() {
    return shutdown && tasks.isEmpty();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    runDue();
    return isTerminated();
  }

  private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final long periodNanos;
    private final long number;
    private long dueNanos;

    Task(Callable<V> work, long dueNanos, long periodNanos) {
      super(work);
      this.dueNanos = dueNanos;
      this.periodNanos = periodNanos;
      this.number = submitted++;
    }

    void runOnce() {
      if (periodNanos == 0) {
        run();
      } else if (runAndReset()) {
        dueNanos += periodNanos;
        again(this);
      }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      ManualExecutor.this.remove(this);
      return super.cancel(mayInterruptIfRunning);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - clock.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
