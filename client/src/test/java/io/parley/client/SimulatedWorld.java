package io.parley.client;

import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Time, chance and one server, all of one seed and one thread.
final class SimulatedWorld {
  final ManualClock clock = ManualClock.atStart();
  final ManualExecutor tasks = new ManualExecutor(clock);
  final SplittableRandom random;
  final ModelServer server;
  final Faults faults;

  /// What goes wrong, each as a chance from 0 to 1; mutable, so that a run can end in peace.
  static final class Faults {
    double lostEvent = 0.15;
    double repeatedEvent = 0.05;
    double refusedConnection = 0.2;
    double unavailable = 0.1;
    double internal = 0.1;
    double rateLimited = 0.05;
    double lostAnswer = 0.05;

    void none() {
      lostEvent = 0;
      repeatedEvent = 0;
      refusedConnection = 0;
      unavailable = 0;
      internal = 0;
      rateLimited = 0;
      lostAnswer = 0;
    }
  }

  /// One thing that a client or a server must do, left out: a run must then fail.
  enum Sabotage {
    NONE,
    NO_RESEND_FLAG,
    FIRST_ATTEMPT_TOO_LATE,
    NO_HEADS,
    CURSOR_BEFORE_LISTENER,
    BEGINNING_NOT_KEPT,
    NEW_ID_FOR_EACH_ATTEMPT
  }

  SimulatedWorld(long seed) {
    random = new SplittableRandom(seed);
    server = new ModelServer(clock);
    faults = new Faults();
  }

  boolean happens(double chance) {
    return random.nextDouble() < chance;
  }

  /// Some time, short mostly.
  Duration delay(int maxMs) {
    double part = random.nextDouble();
    return Duration.ofNanos((long) (part * part * maxMs * 1e6));
  }

  void after(Duration wait, Runnable task) {
    Future<?> _ = tasks.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
  }
}
