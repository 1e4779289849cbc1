package io.parley.router;

import io.parley.ids.LogIdSequence;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Send;
import io.parley.router.core.Admission;
import io.parley.router.core.RouterMachine;
import io.parley.runtime.kafka.StartPosition;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// One life of a router process: the real handler of each of its partitions, and a loop that feeds
/// it and commits, as the real one does.
final class SimRouter {
  private final SimWorld world;
  private final SimLog log;
  private final SimNet net;
  private final SimLane lane;
  private final SimRegistry.Lookup lookup;
  private final RouterTools tools;
  private final Map<Integer, Claim> claims = new HashMap<>();
  private final Set<List<String>> seen = new HashSet<>();
  private final int batchMax;

  /// A partition that this router has, or believes it has.
  private final class Claim {
    final int partition;
    final int generation;
    final PartitionRouter handler;
    long position;
    SimLog.Start handled;
    boolean commitAwaited;
    boolean closed;

    Claim(int partition, int generation, SimLog.Start start) {
      this.partition = partition;
      this.generation = generation;
      this.position = start.offset();
      this.handled = start;
      String metadata = world.lacks(Rule.LAST_ID_TRAVELS_WITH_THE_COMMIT) ? "" : start.metadata();
      this.handler =
          new PartitionRouter(partition, new StartPosition(start.offset(), metadata), lane, tools);
    }
  }

  SimRouter(Simulation simulation) {
    this.world = simulation.world();
    this.log = simulation.log();
    this.net = simulation.net();
    this.lane = new SimLane(world);
    this.lookup = simulation.registry().new Lookup(lane);
    this.batchMax = world.chance(0.5) ? 10 : 80;
    RouterMachine machine = new RouterMachine(Simulation.LIMITS);
    this.tools =
        new RouterTools(
                new RouterTools.Ports(
                    new ChatRouter.Neighbours(
                        simulation.store(),
                        simulation.store().reader(),
                        simulation.store(),
                        simulation.store().membership().remote(),
                        lookup),
                    simulation.net(),
                    () -> world.remote(0.02, log::incarnation)),
                new RouterTools.Rules(
                    new SimMutant(world, machine, simulation.checker()), Simulation.LIMITS),
                new RouterTools.Bounds(
                    world.between(0, 1) * 80,
                    world.between(1, 8),
                    new AtomicInteger(),
                    Duration.ofMillis(simulation.patienceWithEdgesMs())),
                new EdgeSlots(() -> world.now() * 1_000_000),
                RouterMetrics.NONE,
                new RouterTools.Clocks(world, () -> world.now() * 1_000_000, this::later))
            .on(lane);
  }

  private Runnable later(Duration delay, Runnable work) {
    AtomicBoolean calledOff = new AtomicBoolean();
    int ms = Math.toIntExact(delay.toMillis());
    world.later(
        ms,
        ms,
        () -> {
          if (!calledOff.get()) {
            work.run();
          }
        });
    return () -> calledOff.set(true);
  }

  boolean isUp() {
    return !lane.isDead() && !lane.isPaused();
  }

  void pause() {
    lane.pause();
  }

  void resume() {
    lane.resume();
  }

  void die() {
    lane.die();
    if (lookup.owes()) {
      net.everybodyComesBack();
    }
  }

  void claim(int partition, int generation) {
    Claim before = claims.get(partition);
    if (before != null) {
      lost(partition, before.generation);
    }
    Claim claim = new Claim(partition, generation, log.start(partition));
    claims.put(partition, claim);
    poll(claim);
  }

  /// Learns that the partition is somebody else's.
  void lost(int partition, int generation) {
    Claim claim = claims.get(partition);
    if (claim != null && claim.generation == generation && !lane.isDead()) {
      lane.execute(() -> {
        claim.closed = true;
        claim.handler.close();
      });
    }
  }

  private void poll(Claim claim) {
    if (claim.closed || lane.isDead()) {
      return;
    }
    List<CommandRecord> batch =
        lane.isPaused()
            ? List.of()
            : log.read(claim.partition, claim.position, world.between(1, batchMax));
    if (batch.isEmpty()) {
      world.later(2, 20, () -> poll(claim));
    } else {
      handle(claim, batch);
    }
  }

  private void handle(Claim claim, List<CommandRecord> batch) {
    lookup.begin();
    if (world.lacks(Rule.EFFECTS_BEFORE_COMMIT)) {
      commit(claim, new SimLog.Start(batch.getLast().offset() + 1, metadataAfter(claim, batch)));
    }
    List<CommandRecord> given =
        world.lacks(Rule.EVERY_RECORD_TAKES_AN_ID) ? notSeenHere(batch) : batch;
    CompletableFuture<String> handling =
        given.isEmpty()
            ? CompletableFuture.completedFuture(claim.handled.metadata())
            : claim.handler.decide(given).toCompletableFuture();
    world.then(handling, metadata -> lane.execute(() -> settle(claim, batch, metadata)));
  }

  private static String metadataAfter(Claim claim, List<CommandRecord> batch) {
    LogIdSequence ids =
        LogIdSequence.resume(claim.partition, claim.handled.metadata())
                instanceof LogIdSequence.Resumed(var last)
            ? last
            : LogIdSequence.beforeFirst(claim.partition);
    for (CommandRecord record : batch) {
      ids = ids.next(record.timeMs());
    }
    return ids.metadata();
  }

  /// A router that filters by what it remembers, before it counts.
  private List<CommandRecord> notSeenHere(List<CommandRecord> batch) {
    return batch.stream()
        .filter(record -> Admission.read(record.value()).filter(this::isNewHere).isPresent())
        .toList();
  }

  private boolean isNewHere(Command command) {
    Send send = command.getSend();
    return !command.hasSend()
        || send.getResend()
        || seen.add(List.of(command.getOrigin().getUser(), send.getClientMessageId()));
  }

  private void settle(Claim claim, List<CommandRecord> batch, Optional<String> metadata) {
    if (claim.closed) {
      return;
    }
    if (metadata.isEmpty()) {
      world.later(20, 200, () -> again(claim, batch));
      return;
    }
    claim.position = batch.getLast().offset() + 1;
    claim.handled = new SimLog.Start(claim.position, metadata.get());
    if (!claim.commitAwaited) {
      claim.commitAwaited = true;
      world.later(0, world.chance(0.5) ? 5 : 400, () -> commitWhenAwake(claim));
    }
    poll(claim);
  }

  private void again(Claim claim, List<CommandRecord> batch) {
    if (lane.isPaused()) {
      world.later(20, 200, () -> again(claim, batch));
    } else if (!lane.isDead() && !claim.closed) {
      handle(claim, batch);
    }
  }

  private void commitWhenAwake(Claim claim) {
    if (lane.isPaused()) {
      world.later(20, 200, () -> commitWhenAwake(claim));
    } else if (!lane.isDead()) {
      claim.commitAwaited = false;
      commit(claim, claim.handled);
    }
  }

  private void commit(Claim claim, SimLog.Start start) {
    claim.handled = start;
    log.commit(claim.partition, claim.generation, start);
  }
}
