package io.parley.edge.socket;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sessions of one event loop, and the one timer they all share.
///
/// Owned by the event loop, except for what says otherwise. What is written while the loop runs one
/// piece of work is flushed at its end, once for each socket.
final class SessionLoop {
  private static final Logger log = LoggerFactory.getLogger(SessionLoop.class);
  private static final long SWEEP_MS = 1_000;

  /// A sweep looks at all sessions, or, where there are many, at a fifth of them.
  private static final int SWEEP_PARTS = 5;

  private static final int SWEEP_LEAST = 2_000;

  private final EventLoop eventLoop;
  private final Services services;
  private final Pulses pulses;
  private final Rechecks rechecks;
  private final MarkTicks marks = new MarkTicks(this);
  private final LoopChannels channels;
  private final ArrayList<Session> sessions = new ArrayList<>();
  private final ArrayList<Session> unflushed = new ArrayList<>();
  private int sweptUpTo;

  /// As many as in the list, for other threads.
  private volatile int count;

  SessionLoop(EventLoop eventLoop, Services services, Pulses.Heartbeats heartbeats) {
    this.eventLoop = eventLoop;
    this.services = services;
    this.pulses = new Pulses(this, services, heartbeats);
    this.rechecks = new Rechecks(this, services);
    this.channels = new LoopChannels(services.channels().interests(), services.metrics());
  }

  void start() {
    var _ = eventLoop.scheduleAtFixedRate(this::sweep, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
  }

  Pulses pulses() {
    return pulses;
  }

  Rechecks rechecks() {
    return rechecks;
  }

  MarkTicks marks() {
    return marks;
  }

  LoopChannels channels() {
    return channels;
  }

  void add(Session session) {
    session.place(sessions.size());
    sessions.add(session);
    count = sessions.size();
  }

  void remove(Session session) {
    int at = session.placed();
    Session last = sessions.removeLast();
    if (!last.is(session)) {
      sessions.set(at, last);
      last.place(at);
    }
    count = sessions.size();
  }

  /// Whether the calling thread is this event loop.
  boolean isHere() {
    return eventLoop.inEventLoop();
  }

  /// Any thread.
  boolean isEmpty() {
    return count == 0;
  }

  /// Any thread.
  void execute(Runnable work) {
    try {
      eventLoop.execute(() -> {
        work.run();
        flush();
      });
    } catch (RejectedExecutionException e) {
      // the process ends, and its sockets with it
    }
  }

  void schedule(Runnable work, long delayMs) {
    var _ =
        eventLoop.schedule(
            () -> {
              work.run();
              flush();
            },
            delayMs,
            TimeUnit.MILLISECONDS);
  }

  /// Does this when sockets have been read and what waits has been done: what is handed to the
  /// event loop for at once, it does before it reads again.
  void later(Runnable work) {
    schedule(work, 0);
  }

  /// Hands over what a stage comes to on this event loop: at once, if it has come to it already.
  <T> void whenDone(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> then) {
    CompletionStage<T> _ =
        stage.whenComplete((value, fault) -> {
          if (eventLoop.inEventLoop()) {
            then.accept(value, fault);
            flush();
          } else {
            execute(() -> then.accept(value, fault));
          }
        });
  }

  /// Something was written to this session's socket.
  void wrote(Session session) {
    unflushed.add(session);
  }

  void flush() {
    for (int i = 0; i < unflushed.size(); i++) {
      boolean _ = unflushed.get(i).flush();
    }
    unflushed.clear();
  }

  /// Gives those that have something to be flushed to somebody who does it.
  void takeUnflushed(List<Session> taken) {
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).toBeFlushed();
    }
    taken.addAll(unflushed);
    unflushed.clear();
  }

  void sweep() {
    long now = services.world().now();
    int count = Math.max(SWEEP_LEAST, (sessions.size() + SWEEP_PARTS - 1) / SWEEP_PARTS);
    for (Session session : next(Math.min(count, sessions.size()))) {
      sweep(session, now);
    }
    flush();
  }

  /// A fault with one session must not end the sweeping of all.
  private static void sweep(Session session, long now) {
    try {
      session.life().sweep(now);
    } catch (RuntimeException | OutOfMemoryError e) {
      log.atError().setCause(e).addKeyValue("session", session.name()).log("sweeping failed");
    }
  }

  /// The next ones in turn; copied, since a session that is swept away leaves the list.
  private List<Session> next(int count) {
    List<Session> part = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sweptUpTo = sweptUpTo >= sessions.size() ? 0 : sweptUpTo;
      part.add(sessions.get(sweptUpTo++));
    }
    return part;
  }

  /// Those of now.
  List<Session> sessions() {
    return List.copyOf(sessions);
  }
}
