package io.parley.client;

import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.ServerFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Calls the app, one call after another, on the executor of the listener; afterwards lets the
/// client note that a call has returned. Ends when it is told to, or at the first call that throws.
///
/// Bounds: of events, outcomes and answers the client has no more under way than its limits say;
/// passing news are dropped when many wait; of states only the newest waits.
final class Deliveries {
  private static final int NEWS_MAX = 1000;

  private final ClientListener listener;
  private final Executor executor;
  private final Consumer<Throwable> failed;
  private final Deque<Call> calls = new ArrayDeque<>();
  private final AtomicReference<@Nullable ClientState> state = new AtomicReference<>();
  private boolean running;
  private boolean ended;
  private Runnable whenIdle = Deliveries::nothing;

  /// @param then when the call has returned
  /// @param unheard instead of both, when nobody is called any more
  private record Call(Runnable say, Runnable then, Runnable unheard) {}

  private static void nothing() {}

  /// @param failed hears, once, why nobody is called any more: a call threw, or the executor takes
  ///   none
  Deliveries(ClientListener listener, Executor executor, Consumer<Throwable> failed) {
    this.listener = listener;
    this.executor = executor;
    this.failed = failed;
  }

  void event(Event event, Runnable then) {
    add(new Call(() -> listener.onEvent(event), then, Deliveries::nothing));
  }

  /// When everything before it has returned.
  void afterAll(Runnable then) {
    add(new Call(Deliveries::nothing, then, Deliveries::nothing));
  }

  void outcome(Sending sending, Outcome outcome) {
    Runnable say = () -> listener.onOutcome(sending, outcome);
    Runnable settle = () -> sending.settle(outcome);
    add(new Call(say, settle, settle));
  }

  /// Completes a future of the app.
  void answer(Runnable completion) {
    add(new Call(completion, Deliveries::nothing, completion));
  }

  void state(ClientState newest) {
    if (state.getAndSet(newest) == null) {
      add(new Call(this::sayState, Deliveries::nothing, Deliveries::nothing));
    }
  }

  private void sayState() {
    ClientState newest = state.getAndSet(null);
    if (newest != null) {
      listener.onState(newest);
    }
  }

  void news(ServerFrame frame) {
    addIfFew(() -> listener.onNews(frame));
  }

  void trouble(Trouble trouble) {
    addIfFew(() -> listener.onTrouble(trouble));
  }

  private void addIfFew(Runnable say) {
    synchronized (calls) {
      if (calls.size() >= NEWS_MAX) {
        return;
      }
    }
    add(new Call(say, Deliveries::nothing, Deliveries::nothing));
  }

  /// No further call begins.
  ///
  /// @param idle runs when the one under way, if any, has returned
  void end(Runnable idle) {
    List<Call> unheard;
    boolean now;
    synchronized (calls) {
      unheard = dropAll();
      now = !running;
      if (!now) {
        whenIdle = idle;
      }
    }
    unheard.forEach(call -> call.unheard.run());
    if (now) {
      idle.run();
    }
  }

  private List<Call> dropAll() {
    ended = true;
    List<Call> dropped = new ArrayList<>(calls);
    calls.clear();
    return dropped;
  }

  private void add(Call call) {
    boolean heard;
    boolean begin;
    synchronized (calls) {
      heard = !ended;
      if (heard) {
        calls.add(call);
      }
      begin = heard && !running;
      running |= begin;
    }
    if (!heard) {
      call.unheard.run();
    } else if (begin) {
      try {
        executor.execute(() -> AtWork.run(this::run));
      } catch (RejectedExecutionException e) {
        // its owner has ended it, or it is full: nobody listens any more
        synchronized (calls) {
          running = false;
        }
        end(Deliveries::nothing);
        failed.accept(e);
      }
    }
  }

  private void run() {
    for (Call call = next(); call != null; call = next()) {
      try {
        call.say.run();
      } catch (Throwable e) { // whatever it is, it is the app's: told, and nothing goes on after it
        fail(call, e);
        break;
      }
      call.then.run();
    }
    takeIdle().run();
  }

  private void fail(Call call, Throwable thrown) {
    List<Call> unheard;
    synchronized (calls) {
      unheard = dropAll();
      running = false;
    }
    call.unheard.run();
    unheard.forEach(one -> one.unheard.run());
    failed.accept(thrown);
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
  }

  private @Nullable Call next() {
    synchronized (calls) {
      Call call = calls.poll();
      running = call != null;
      return call;
    }
  }

  private Runnable takeIdle() {
    synchronized (calls) {
      Runnable idle = running ? Deliveries::nothing : whenIdle;
      if (!running) {
        whenIdle = Deliveries::nothing;
      }
      return idle;
    }
  }
}
