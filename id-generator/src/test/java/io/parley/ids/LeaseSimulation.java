package io.parley.ids;

import io.parley.ids.IdOutcome.Minted;
import io.parley.ids.WorkerLeases.AcquireOutcome.Granted;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/// Hosts that mint from two workers of one lease table, in one thread, from one seed. Their wall
/// clocks differ and jump, their monotonic clocks drift, they are paused, killed and restarted, the
/// network delays, loses and repeats, and the table is flushed or set back to a snapshot.
///
/// Checked at every id:
/// - *unique*: no id was minted before, by anyone;
/// - *ordered*: once a later holder of a worker has minted, no earlier one does.
final class LeaseSimulation {
  static final LeaseTerms TERMS = new LeaseTerms(ms(1_000), ms(1_200), ms(300), ms(100), ms(200));

  /// How far the table's clock may step back across a loss of data.
  static final long TABLE_CLOCK_SLACK_MS = 200;

  private static final Duration STEP = ms(10);
  private static final int STEPS = 1_000;
  private static final int STEPS_TO_HEAL = 500;
  private static final int FAULT_EVERY = 40;
  private static final int HOSTS = 3;
  private static final int WALL_SKEW_MAX_MS = 3_000;

  /// A rule of [LeasedIdSource] that can be taken away, to see that the checks notice.
  enum Rule {
    NO_RULE,
    TICKS_ARE_LEASED,
    LOSS_SKIPS_TICKS,
    QUARANTINE,
    LOCAL_DEADLINE
  }

  /// FREEZE is a pause that the wall clock sleeps through, as in a suspended virtual machine. A
  /// WOBBLE stays within the slack; AHEAD goes beyond it, forwards.
  enum Fault {
    WALL_STEP,
    WALL_RIGHT,
    PAUSE,
    FREEZE,
    KILL,
    STOP,
    FLUSH,
    SNAPSHOT,
    RESTORE,
    TABLE_CLOCK_WOBBLE,
    TABLE_CLOCK_AHEAD,
    OUTAGE
  }

  /// @param orderBroken the first break of *ordered*, if any; the run goes on after it
  /// @param duplicate the first break of *unique*, if any
  /// @param silentHosts hosts that minted nothing after all faults had ended
  record Report(
      int minted, Optional<String> duplicate, Optional<String> orderBroken, int silentHosts) {}

  final SplittableRandom random;
  final Rule without;
  final ManualClock realTime = ManualClock.atStart();
  final ManualExecutor network = new ManualExecutor(realTime);
  final Map<String, Integer> grants = new HashMap<>();

  private final List<Fault> faults;
  private final InstantSource tableClock = this::tableTime;
  private final List<SimulatedHost> hosts = new ArrayList<>();
  private final Set<Long> ids = new HashSet<>();
  private final Map<Integer, Integer> latestGrantThatMinted = new HashMap<>();
  private Optional<String> duplicate = Optional.empty();
  private Optional<String> orderBroken = Optional.empty();
  private long tableOffsetMs;
  private boolean healed;
  private int incarnations;
  private InMemoryWorkerLeases table = new InMemoryWorkerLeases(tableClock, "life0");
  private InMemoryWorkerLeases snapshot = table;

  LeaseSimulation(long seed, Rule without, Set<Fault> faults) {
    this.random = new SplittableRandom(seed);
    this.without = without;
    this.faults = faults.stream().sorted().toList();
  }

  Report run() {
    for (int i = 0; i < HOSTS; i++) {
      hosts.add(new SimulatedHost(this, 1 + (random.nextDouble() - 0.5) / 50));
    }
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(FAULT_EVERY) == 0) {
        inject(faults.get(random.nextInt(faults.size())));
      }
      step();
    }
    healed = true;
    hosts.forEach(SimulatedHost::heal);
    for (int step = 0; step < STEPS_TO_HEAL; step++) {
      step();
    }
    int mintedBefore = ids.size();
    int silent = 0;
    for (SimulatedHost host : hosts) {
      silent += host.mint() ? 0 : 1;
    }
    return new Report(mintedBefore, duplicate, orderBroken, silent);
  }

  boolean isHealed() {
    return healed;
  }

  WorkerLeases table() {
    return table;
  }

  /// Counts grants in the order the table made them.
  void granted(Granted grant) {
    grants.putIfAbsent(grant.lease().holder(), grants.size());
  }

  void minted(Minted minted, WorkerLease lease) {
    String what = "id " + minted.id() + " at " + realTime.instant() + " under " + lease;
    if (!ids.add(minted.id()) && duplicate.isEmpty()) {
      duplicate = Optional.of(what);
    }
    int grant = grants.getOrDefault(lease.holder(), -1);
    int latest = latestGrantThatMinted.merge(lease.worker(), grant, Math::max);
    if (grant < latest && orderBroken.isEmpty()) {
      orderBroken = Optional.of(what);
    }
  }

  private void step() {
    int _ = network.advance(STEP);
    int first = random.nextInt(HOSTS);
    for (int i = 0; i < HOSTS; i++) {
      hosts.get((first + i) % HOSTS).step(STEP);
    }
  }

  private void inject(Fault fault) {
    SimulatedHost host = hosts.get(random.nextInt(HOSTS));
    switch (fault) {
      case WALL_STEP -> host.skewWall(random.nextInt(-WALL_SKEW_MAX_MS, WALL_SKEW_MAX_MS));
      case WALL_RIGHT -> host.skewWall(0);
      case PAUSE -> host.pauseFor(1 + random.nextInt(250), false);
      case FREEZE -> host.pauseFor(1 + random.nextInt(250), true);
      case KILL -> host.restart();
      case STOP -> host.stopAndRestart();
      case FLUSH -> table = new InMemoryWorkerLeases(tableClock, "life" + incarnations);
      case SNAPSHOT -> snapshot = new InMemoryWorkerLeases(table, "snapshot");
      case RESTORE -> table = new InMemoryWorkerLeases(snapshot, "life" + ++incarnations);
      case TABLE_CLOCK_WOBBLE -> tableOffsetMs = random.nextLong(TABLE_CLOCK_SLACK_MS + 1);
      case TABLE_CLOCK_AHEAD -> tableOffsetMs += random.nextInt(4_000);
      case OUTAGE -> host.cutOffFor(1 + random.nextInt(150));
    }
  }

  private Instant tableTime() {
    return realTime.instant().plusMillis(tableOffsetMs);
  }

  static Duration ms(long ms) {
    return Duration.ofMillis(ms);
  }
}
