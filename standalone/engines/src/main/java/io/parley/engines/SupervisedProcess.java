package io.parley.engines;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One process that is kept running: started, watched, and started again when it dies without being
/// asked to. The first start must succeed; only what has once been ready is restarted.
///
/// Each has one thread that does all the waiting; every method may be called from any thread.
public final class SupervisedProcess {
  private static final Duration PROBE_EVERY = Duration.ofMillis(50);
  private static final Duration BACKOFF_MIN = Duration.ofSeconds(1);
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(30);

  /// After so long a life the next death is a new one, not part of a series.
  private static final Duration STABLE_AFTER = Duration.ofMinutes(1);

  private static final int LAST_LINES = 12;

  private final ProcessPlan plan;
  private final ProcessLedger ledger;
  private final ProcessListener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // guarded by lock
  private @Nullable Process process;
  private @Nullable Thread supervisor;
  private State state = State.STOPPED;
  private boolean wanted;
  private int restarts;
  private @Nullable Integer lastExit;

  public SupervisedProcess(ProcessPlan plan, ProcessLedger ledger, ProcessListener listener) {
    this.plan = plan;
    this.ledger = ledger;
    this.listener = listener;
  }

  public enum State {
    STOPPED,
    STARTING,
    READY,
    /// It died and is about to be started again.
    DEAD
  }

  /// - `pid`: null while there is no process
  /// - `lastExit`: the exit code of the last death, null if it never died
  public record Status(State state, @Nullable Long pid, int restarts, @Nullable Integer lastExit) {}

  public String name() {
    return plan.name();
  }

  public Status status() {
    lock.lock();
    try {
      Long pid = process != null && process.isAlive() ? (Long) process.pid() : null;
      return new Status(state, pid, restarts, lastExit);
    } finally {
      lock.unlock();
    }
  }

  /// Starts it. The stage ends with how long it took to answer, or fails if it died before it did
  /// or did not within its time.
  public CompletableFuture<Duration> start() {
    CompletableFuture<Duration> ready = new CompletableFuture<>();
    lock.lock();
    try {
      if (wanted) {
        throw new IllegalStateException(plan.name() + " is started already");
      }
      wanted = true;
      state = State.STARTING;
      supervisor =
          Thread.ofPlatform()
              .daemon()
              .name("supervise-" + plan.name())
              .start(() -> supervise(ready));
    } finally {
      lock.unlock();
    }
    return ready;
  }

  /// Ends it: asks first, then kills. Returns when it is gone; it can be started again.
  public void stop() throws InterruptedException {
    Process running;
    Thread waiting;
    lock.lock();
    try {
      wanted = false;
      running = process;
      waiting = supervisor;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (running != null && running.isAlive()) {
      running.destroy();
      if (!running.waitFor(plan.stopWithin().toMillis(), TimeUnit.MILLISECONDS)) {
        running.destroyForcibly().waitFor();
      }
    }
    if (waiting != null) {
      waiting.join();
    }
  }

  /// SIGKILL. It will be started again.
  public void kill() {
    running().destroyForcibly();
  }

  /// SIGSTOP: the process keeps its sockets and says nothing more.
  public void suspend() throws IOException, InterruptedException {
    Signals.send(running().pid(), "STOP");
  }

  /// SIGCONT.
  public void resume() throws IOException, InterruptedException {
    Signals.send(running().pid(), "CONT");
  }

  /// Waits until it is ready, also after it died.
  public void awaitReady(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (state != State.READY) {
        if (left <= 0) {
          throw new IllegalStateException(
              "%s is %s after %s (expected: READY)".formatted(plan.name(), state, patience));
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private Process running() {
    lock.lock();
    try {
      if (process == null || !process.isAlive()) {
        throw new IllegalStateException(plan.name() + " does not run");
      }
      return process;
    } finally {
      lock.unlock();
    }
  }

  private void supervise(CompletableFuture<Duration> firstReady) {
    Duration backoff = BACKOFF_MIN;
    try {
      while (true) {
        long began = System.nanoTime();
        String fault = runOnce(began, firstReady);
        if (!isWanted()) {
          break;
        }
        if (!firstReady.isDone()) {
          giveUp(firstReady, fault);
          return;
        }
        Duration lived = Duration.ofNanos(System.nanoTime() - began);
        backoff = lived.compareTo(STABLE_AFTER) > 0 ? BACKOFF_MIN : backoff;
        Integer exit = status().lastExit();
        listener.died(name(), exit == null ? -1 : exit, lastLines(), backoff);
        if (!pause(backoff)) {
          break;
        }
        Duration doubled = backoff.multipliedBy(2);
        backoff = doubled.compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : doubled;
        restarted();
      }
      firstReady.completeExceptionally(new IllegalStateException(name() + " was stopped"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      become(State.STOPPED);
    }
  }

  /// One life of the process. Returns why it ended, for people.
  private String runOnce(long began, CompletableFuture<Duration> firstReady)
      throws InterruptedException {
    listener.starting(name());
    Process started;
    try {
      started = fork(plan.preparation().command());
    } catch (Exception e) {
      if (e instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      String why = e.getMessage();
      died(-1);
      return why == null ? e.toString() : why;
    }
    if (awaitAnswer(started, began)) {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      become(State.READY);
      listener.ready(name(), took);
      firstReady.complete(took);
    } else if (started.isAlive() && isWanted()) {
      started.destroyForcibly();
      died(started.waitFor());
      return "it did not answer within " + plan.startWithin().toSeconds() + " s";
    }
    int exit = started.waitFor();
    died(exit);
    return "it ended with exit code " + exit;
  }

  private Process fork(List<String> command) throws IOException {
    Files.createDirectories(plan.out().toAbsolutePath().getParent());
    List<String> detached = new ArrayList<>(Sessions.PREFIX);
    detached.addAll(command);
    lock.lock();
    try {
      if (!wanted) {
        throw new IOException("stopped before it was started");
      }
      ProcessBuilder builder =
          new ProcessBuilder(detached)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectOutput(plan.out().toFile());
      builder.environment().putAll(plan.environment());
      Process started = builder.start();
      process = started;
      state = State.STARTING;
      ledger.record(name(), started.toHandle());
      return started;
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitAnswer(Process started, long began) throws InterruptedException {
    while (started.isAlive() && isWanted()) {
      if (plan.answers().getAsBoolean()) {
        return true;
      }
      if (System.nanoTime() - began > plan.startWithin().toNanos() || !pause(PROBE_EVERY)) {
        return false;
      }
    }
    return false;
  }

  private void giveUp(CompletableFuture<Duration> firstReady, String fault) {
    lock.lock();
    try {
      wanted = false;
    } finally {
      lock.unlock();
    }
    String lines = String.join("\n  ", lastLines());
    firstReady.completeExceptionally(
        new IllegalStateException(
            name() + " did not start: " + fault + (lines.isEmpty() ? "" : "\n  " + lines)));
  }

  private List<String> lastLines() {
    return LogTail.of(plan.logs(), LAST_LINES);
  }

  /// Waits; false when it is no longer wanted.
  private boolean pause(Duration duration) throws InterruptedException {
    lock.lock();
    try {
      long left = duration.toNanos();
      while (wanted && left > 0) {
        left = changed.awaitNanos(left);
      }
      return wanted;
    } finally {
      lock.unlock();
    }
  }

  private boolean isWanted() {
    lock.lock();
    try {
      return wanted;
    } finally {
      lock.unlock();
    }
  }

  private void restarted() {
    lock.lock();
    try {
      restarts++;
    } finally {
      lock.unlock();
    }
  }

  private void died(int exit) {
    lock.lock();
    try {
      state = wanted ? State.DEAD : State.STOPPED;
      lastExit = wanted ? (Integer) exit : lastExit;
      process = null;
      changed.signalAll();
      ledger.forget(name());
    } catch (IOException e) {
      // the ledger then names a process that is gone, which its reader finds out by itself
    } finally {
      lock.unlock();
    }
  }

  private void become(State next) {
    lock.lock();
    try {
      state = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
