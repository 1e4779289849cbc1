package io.parley.ids;

import io.parley.ids.IdOutcome.Minted;
import io.parley.ids.LeaseSimulation.Rule;
import io.parley.ids.WorkerLeases.AcquireOutcome;
import io.parley.ids.WorkerLeases.AcquireOutcome.Granted;
import io.parley.ids.WorkerLeases.AcquireRequest;
import io.parley.ids.WorkerLeases.ReleaseOutcome;
import io.parley.ids.WorkerLeases.RenewOutcome;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One machine of a [LeaseSimulation]: its clocks, its process, its way to the table.
final class SimulatedHost {
  /// Clocks this coarse make hosts meet in the same tick often.
  private static final long WALL_GRAIN_MS = 50;

  private static final int WORKERS_IN_USE = 2;

  private final LeaseSimulation world;
  private final double drift;
  private final ManualClock clock = ManualClock.atStart();
  private MintingProcess process;
  private long skewMs;
  private long pausedNanos;
  private int pausedSteps;
  private boolean wallIsStopped;
  private int cutOffSteps;

  SimulatedHost(LeaseSimulation world, double drift) {
    this.world = world;
    this.drift = drift;
    this.process = new MintingProcess();
  }

  void step(Duration step) {
    clock.advance(step);
    cutOffSteps = Math.max(0, cutOffSteps - 1);
    if (pausedSteps > 0) {
      pausedSteps--;
      pausedNanos += step.toNanos();
      if (wallIsStopped) {
        skewWall(skewMs - step.toMillis());
      }
      return;
    }
    // who wakes first, the threads that mint or those that renew, is not ours to say
    if (world.random.nextInt(4) == 0) {
      mint();
    }
    int _ = process.executor.runDue();
    if (world.random.nextInt(4) == 0) {
      mint();
    }
  }

  boolean mint() {
    WorkerLease lease = process.lease;
    if (process.source.next() instanceof Minted minted && lease != null) {
      world.minted(minted, lease);
      return true;
    }
    return false;
  }

  void skewWall(long ms) {
    clock.stepWallClock(Duration.ofMillis(ms - skewMs));
    skewMs = ms;
  }

  void pauseFor(int steps, boolean wallStops) {
    pausedSteps = steps;
    wallIsStopped = wallStops;
  }

  void cutOffFor(int steps) {
    cutOffSteps = steps;
  }

  void restart() {
    process = new MintingProcess();
  }

  void stopAndRestart() {
    CompletionStage<Void> _ = process.source.stop();
    restart();
  }

  void heal() {
    skewWall(0);
    pausedSteps = 0;
    cutOffSteps = 0;
  }

  private long nanoTime() {
    // a clock that stands still with its process is what takes the local deadline away
    long counted =
        world.without == Rule.LOCAL_DEADLINE ? clock.nanoTime() - pausedNanos : clock.nanoTime();
    return (long) (counted * drift);
  }

  private Instant wall() {
    return Instant.ofEpochMilli(clock.millis() / WALL_GRAIN_MS * WALL_GRAIN_MS);
  }

  /// What a kill takes away; answers to it then reach no one.
  private final class MintingProcess implements LeaseListener, WorkerLeases, RandomGenerator {
    final ManualExecutor executor = new ManualExecutor(clock);
    final LeasedIdSource source;
    @Nullable WorkerLease lease;

    MintingProcess() {
      source =
          new LeasedIdSource(
              LeaseSimulation.TERMS,
              new LeasedIdSource.Ports(
                  this, SimulatedHost.this::wall, SimulatedHost.this::nanoTime, executor, this),
              this);
      source.start();
    }

    @Override
    public void leaseAcquired(WorkerLease acquired) {
      lease = acquired;
    }

    @Override
    public CompletionStage<AcquireOutcome> acquire(AcquireRequest request) {
      return send(() -> {
        AcquireOutcome outcome = done(world.table().acquire(request));
        if (!(outcome instanceof Granted granted)) {
          return outcome;
        }
        world.granted(granted);
        return bent(granted);
      });
    }

    @Override
    public CompletionStage<RenewOutcome> renew(WorkerLease held, Duration ttl, boolean settle) {
      return send(() -> done(world.table().renew(held, ttl, settle)));
    }

    @Override
    public CompletionStage<ReleaseOutcome> release(WorkerLease held, long lastTick) {
      return send(() -> done(world.table().release(held, lastTick)));
    }

    @Override
    public long nextLong() {
      return world.random.nextLong();
    }

    @Override
    public int nextInt(int bound) {
      return world.random.nextInt(WORKERS_IN_USE);
    }

    private Granted bent(Granted grant) {
      boolean settled = grant.settled() || world.without == Rule.QUARANTINE;
      boolean fromZero =
          switch (world.without) {
            case TICKS_ARE_LEASED -> grant.settled();
            case LOSS_SKIPS_TICKS -> !grant.settled();
            case NO_RULE, QUARANTINE, LOCAL_DEADLINE -> false;
          };
      long after = fromZero ? 0 : grant.afterTick();
      return new Granted(grant.lease(), after, grant.throughTick(), settled);
    }

    /// Each way takes a while; a request may be lost or arrive twice, an answer may be lost.
    private <T> CompletionStage<T> send(Supplier<T> step) {
      var answer = new CompletableFuture<T>();
      int copies = isLost() ? 0 : world.random.nextInt(20) == 0 ? 2 : 1;
      for (int i = 0; i < copies; i++) {
        travel(() -> {
          T outcome = step.get();
          if (!isLost()) {
            travel(() -> executor.execute(() -> answer.complete(outcome)));
          }
        });
      }
      return answer;
    }

    private void travel(Runnable arrival) {
      boolean slow = !world.isHealed() && world.random.nextInt(20) == 0;
      long delayMs = world.random.nextInt(slow ? 1_500 : 30);
      Future<?> _ = world.network.schedule(arrival, delayMs, TimeUnit.MILLISECONDS);
    }

    private boolean isLost() {
      return cutOffSteps > 0 || (!world.isHealed() && world.random.nextInt(30) == 0);
    }

    private static <T> T done(CompletionStage<T> stage) {
      return stage.toCompletableFuture().join();
    }
  }
}
