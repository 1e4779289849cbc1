package io.parley.benchmarks;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Runs loads on a crowd, one after the other, and accounts for what they cost.
final class LoadRun {
  private static final long LOOK_EVERY_MS = 100;

  /// What a load leaves to be done, flushes and collections, is no part of the time without it.
  private static final long SETTLE_MS = 5_000;

  private final Target target;
  private final Crowd crowd;
  private final Pace pace;

  /// How long a load runs before and while it is measured, and how long to wait for what is late.
  record Pace(long warmUpMs, long measuredMs, long drainMaxMs) {}

  LoadRun(Target target, Crowd crowd, Pace pace) {
    this.target = target;
    this.crowd = crowd;
    this.pace = pace;
  }

  LoadResult measure(Load load) throws IOException, InterruptedException, ExecutionException {
    return observe(load, false);
  }

  /// A load to many, with the operations of engines, between two stretches of nothing.
  ///
  /// @param before what was used in the first of them
  SpreadResult measure(Load.Spread load, Usage before)
      throws IOException, InterruptedException, ExecutionException {
    LoadResult result = observe(load, true);
    return new SpreadResult(load, result, before, idleWhenSettled());
  }

  /// What is used while nobody sends anything, over as long as a load is measured, once what was
  /// left to be done is done.
  Usage idleWhenSettled() throws IOException, InterruptedException {
    pass(SETTLE_MS);
    return idle();
  }

  private Usage idle() throws IOException, InterruptedException {
    Usage before = Usage.asItBegins(target, true);
    pass(pace.measuredMs());
    return Usage.asItEnds(target, true).since(before);
  }

  private LoadResult observe(Load load, boolean counting)
      throws IOException, InterruptedException, ExecutionException {
    Window window = begin(crowd, load, pace);
    waitUntil(window.measure());
    Usage before = Usage.asItBegins(target, counting);
    long deliveredBefore = crowd.delivered();
    waitUntil(window.end());
    long delivered = crowd.delivered() - deliveredBefore;
    Usage used = Usage.asItEnds(target, counting).since(before);
    return new LoadResult(load, drain(crowd, load, pace), delivered, used);
  }

  /// A load without the accounting of a system's processes.
  static LaneTally run(Crowd crowd, Load load, Pace pace)
      throws InterruptedException, ExecutionException {
    waitUntil(begin(crowd, load, pace).end());
    return drain(crowd, load, pace);
  }

  private static Window begin(Crowd crowd, Load load, Pace pace)
      throws InterruptedException, ExecutionException {
    long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS);
    long measure = begin + TimeUnit.MILLISECONDS.toNanos(pace.warmUpMs());
    var window =
        new Window(begin, measure, measure + TimeUnit.MILLISECONDS.toNanos(pace.measuredMs()));
    int lanes = crowd.lanes().size();
    for (int i = 0; i < lanes; i++) {
      Lane lane = crowd.lanes().get(i);
      switch (load) {
        case Load.Open(int perSecond) -> lane.begin(window, (double) perSecond / lanes, 0, 0).get();
        case Load.Closed(int senders, int inFlight) ->
            lane.begin(window, 0, Math.ceilDiv(senders, lanes), inFlight).get();
        case Load.Spread spread -> {
          int sending = crowd.lanesOfFirst(spread.senders());
          double share = i < sending ? (double) spread.perSecond() / sending : 0;
          lane.begin(window, share, spread).get();
        }
      }
    }
    return window;
  }

  /// Waits for what is still on its way, for a while.
  private static LaneTally drain(Crowd crowd, Load load, Pace pace)
      throws InterruptedException, ExecutionException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pace.drainMaxMs());
    while (true) {
      LaneTally all = crowd.tally();
      if (load instanceof Load.Spread spread) {
        all.settle(spread.copies());
      }
      boolean isDone =
          all.arrived.cardinality() == all.sent.cardinality()
              && all.answered.cardinality() == all.sent.cardinality();
      if (isDone || System.nanoTime() - until > 0) {
        return all;
      }
      pass(LOOK_EVERY_MS);
    }
  }

  /// Lets so much time go by.
  static void pass(long millis) throws InterruptedException {
    waitUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private static void waitUntil(long nanos) throws InterruptedException {
    // nothing counts it down: this is time passing
    CountDownLatch never = new CountDownLatch(1);
    if (never.await(nanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException("counted down");
    }
  }
}
