package io.parley.engines;

import java.io.IOException;
import java.time.Duration;
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
  private static final Rhythm RHYTHM =
      new Rhythm(
          Duration.ofMillis(50),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1));
  private static final int LAST_LINES = 12;

  private final ProcessPlan plan;
  private final ProcessLedger ledger;
  private final ProcessListener listener;
  private final Rhythm rhythm;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // guarded by lock
  private @Nullable Process process;

  /// From a start until its last act, which is to give way to the next.
  private @Nullable Thread supervisor;

  private State state = State.STOPPED;
  private boolean wanted;
  private int restarts;
  private @Nullable Integer lastExit;

  public SupervisedProcess(ProcessPlan plan, ProcessLedger ledger, ProcessListener listener) {
    this(plan, ledger, listener, RHYTHM);
  }

  SupervisedProcess(
      ProcessPlan plan, ProcessLedger ledger, ProcessListener listener, Rhythm rhythm) {
    this.plan = plan;
    this.ledger = ledger;
    this.listener = listener;
    this.rhythm = rhythm;
  }

  /// How long it waits for what.
  ///
  /// - `probeEvery`: between two questions to a process that starts
  /// - `backoffMin`, `backoffMax`: between a death and the next start, doubled from death to death
  /// - `stableAfter`: after so long a life the next death is a new one, not part of a series
  record Rhythm(
      Duration probeEvery, Duration backoffMin, Duration backoffMax, Duration stableAfter) {}

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
      if (supervisor != null) {
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

  /// Ends when all of these starts have, or with the first that fails.
  public static CompletableFuture<Void> allReady(List<CompletableFuture<Duration>> starts) {
    CompletableFuture<Void> all = CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new));
    for (CompletableFuture<Duration> start : starts) {
      CompletableFuture<Duration> _ =
          start.whenComplete((_, fault) -> {
            if (fault != null) {
              all.completeExceptionally(fault);
            }
          });
    }
    return all;
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
      wake(running);
      if (!running.waitFor(plan.stopWithin().toMillis(), TimeUnit.MILLISECONDS)) {
        running.destroyForcibly().waitFor();
      }
    }
    if (waiting != null) {
      waiting.join();
    }
  }

  /// A suspended process hears nothing but SIGKILL until it is continued.
  private static void wake(Process process) throws InterruptedException {
    try {
      Signals.send(process.pid(), "CONT");
    } catch (IOException e) {
      // then it is killed when its time is up
    }
  }

  /// SIGKILL. It will be started again, and is not ready from now until then.
  public void kill() {
    lock.lock();
    try {
      Process killed = running();
      state = State.DEAD;
      killed.destroyForcibly();
    } finally {
      lock.unlock();
    }
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
    try {
      String end = keepRunning(firstReady);
      leave();
      firstReady.completeExceptionally(new IllegalStateException(end));
    } catch (InterruptedException | RuntimeException e) {
      // a fault in what was given to us: better no process than one that nobody watches
      leave();
      IllegalStateException fault =
          new IllegalStateException(name() + " is not watched any more: " + e.getMessage(), e);
      if (!firstReady.completeExceptionally(fault)) {
        throw fault;
      }
    }
  }

  /// One life after the other. Returns why there is no next one, for people.
  private String keepRunning(CompletableFuture<Duration> firstReady) throws InterruptedException {
    Duration backoff = rhythm.backoffMin();
    while (true) {
      long began = System.nanoTime();
      String fault = runOnce(began, firstReady);
      if (!isWanted()) {
        return name() + " was stopped";
      }
      if (!firstReady.isDone()) {
        String lines = String.join("\n  ", lastLines());
        return name() + " did not start: " + fault + (lines.isEmpty() ? "" : "\n  " + lines);
      }
      Duration lived = Duration.ofNanos(System.nanoTime() - began);
      backoff = lived.compareTo(rhythm.stableAfter()) > 0 ? rhythm.backoffMin() : backoff;
      Integer exit = status().lastExit();
      listener.died(
          name(), new ProcessListener.Death(exit == null ? -1 : exit, fault, lastLines()), backoff);
      if (!pause(backoff)) {
        return name() + " was stopped";
      }
      Duration doubled = backoff.multipliedBy(2);
      backoff = doubled.compareTo(rhythm.backoffMax()) > 0 ? rhythm.backoffMax() : doubled;
      restarted();
    }
  }

  /// The supervisor's last act: nothing runs, and there may be another start.
  private void leave() {
    lock.lock();
    try {
      wanted = false;
      if (process != null) {
        process.destroyForcibly();
      }
      died(-1);
      supervisor = null;
    } finally {
      lock.unlock();
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
    lock.lock();
    try {
      if (!wanted) {
        throw new IOException("stopped before it was started");
      }
      Process started = ProcessFork.fork(plan, command, ledger);
      process = started;
      state = State.STARTING;
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
      if (System.nanoTime() - began > plan.startWithin().toNanos() || !pause(rhythm.probeEvery())) {
        return false;
      }
    }
    return false;
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
