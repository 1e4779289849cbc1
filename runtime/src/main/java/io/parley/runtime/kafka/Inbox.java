package io.parley.runtime.kafka;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Where completions of other threads wait for the loop's, and how they wake it. Holds at most one
/// completion per batch under way.
///
/// Kafka's `wakeup()` interrupts whatever the consumer does next, even a commit that nobody meant
/// to disturb. So it is called at most once per poll, and only by whoever takes the `polling` mark
/// away. It can still come too late and hit the call after the poll: the loop repeats those.
final class Inbox {
  private final Queue<Completion> completions = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean polling = new AtomicBoolean();
  private final Runnable wakeup;
  private final Pause pause;

  /// How the loop's thread waits outside of a poll.
  interface Pause {
    /// Waits until [#end] or until `nanos` are over; may return early.
    void await(long nanos);

    void end();
  }

  /// `wakeup` makes the poll under way, or the next one, return at once.
  Inbox(Runnable wakeup, Pause pause) {
    this.wakeup = wakeup;
    this.pause = pause;
  }

  /// Without [#wake] it is found when the poll, or the pause, ends by itself. Any thread.
  void put(Completion completion) {
    completions.add(completion);
  }

  /// Any thread.
  void wake() {
    if (polling.compareAndSet(true, false)) {
      wakeup.run();
    } else {
      pause.end();
    }
  }

  @Nullable Completion take() {
    return completions.poll();
  }

  boolean isEmpty() {
    return completions.isEmpty();
  }

  void await(long nanos) {
    if (completions.isEmpty() && nanos > 0) {
      pause.await(nanos);
    }
  }

  /// From here on [#wake] ends the poll. What was put before is for the caller to look for, after
  /// this call and before it polls.
  void beginPoll() {
    polling.set(true);
  }

  void endPoll() {
    polling.set(false);
  }

  /// Inside a poll, for a callback: nothing is to be disturbed. True if that was not so before.
  boolean suspendPoll() {
    return polling.getAndSet(false);
  }

  /// The poll goes on; it ends at once if something was put meanwhile.
  void resumePoll() {
    polling.set(true);
    if (!completions.isEmpty()) {
      wake();
    }
  }
}
