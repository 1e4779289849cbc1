package io.parley.router;

import com.google.protobuf.ByteString;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Origin;
import io.parley.protocol.v1.Send;
import io.parley.router.core.MachineLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Routers, edges and devices in one thread, from one seed: the real machine and the real handling
/// of batches between simulated engines. Routers crash between any two effects, pause and wake up
/// late, begin at old commits and overlap; stores answer late, not at all, or do what they were
/// given up for much later; the registry is away or forgets; commands come late, twice or never;
/// devices come and go; the way to an edge is cut; brokers lose power and the end of the log;
/// operators make the log anew.
///
/// Then everything is healed, and every promise must hold for every message.
final class Simulation {
  /// The standard ones, made small, so that their ends are reached.
  static final MachineLimits LIMITS =
      new MachineLimits(
          8,
          60,
          Duration.ofSeconds(10),
          Duration.ofHours(24),
          Duration.ofMillis(300),
          Duration.ofMillis(100));

  private static final int SESSION_TIMEOUT_MS = 700;
  private static final int TROUBLE_MS = 14_000;
  private static final int HEALING_STEP_MS = 2_000;
  private static final int HEALING_STEPS_MAX = 30;
  private static final int LAST_HEARTBEATS_MS = 5_000;
  private static final int PATIENCE_MS = 400;

  private final SimWorld world;
  private final SimLog log;
  private final SimStore store;
  private final SimRegistry registry;
  private final SimNet net;
  private final SimChecker checker;
  private final SimGroups groups;
  private final SimChannels channels;
  private final List<String> users = List.of("ann", "bob", "cy", "dee");
  private final List<SimDevice> devices = new ArrayList<>();
  private final List<SimRouter> routers = new ArrayList<>();
  private final SimRouter[] owners = new SimRouter[SimLog.PARTITIONS];
  private boolean allStopped;
  private final boolean withOperators;
  private final boolean withPowerCuts;
  private final boolean withNews;
  private boolean idsAreUnique = true;

  /// @param violation what was broken first, if anything
  record Report(int messages, Optional<String> violation) {}

  /// @param withNews whether routers leave word of news in the registry
  Simulation(long seed, Rule without, boolean withNews) {
    world = new SimWorld(seed, without);
    log = new SimLog(world);
    store = new SimStore(world, log);
    registry = new SimRegistry(world, withNews);
    net = new SimNet(world, log, registry, withNews);
    checker = new SimChecker(world, store);
    groups = new SimGroups(world, users);
    channels = new SimChannels(world, users);
    this.withNews = withNews;
    withOperators = world.chance(0.5);
    withPowerCuts = world.chance(0.5);
    for (int i = 0; i < 3; i++) {
      routers.add(new SimRouter(this));
    }
    for (int partition = 0; partition < SimLog.PARTITIONS; partition++) {
      assign(partition);
    }
    for (String user : users) {
      devices.add(new SimDevice(this, user, user + "-phone"));
    }
    devices.add(new SimDevice(this, "ann", "ann-desk"));
    devices.add(new SimDevice(this, "bob", "bob-desk"));
    world.later(200, 800, this::trouble);
  }

  Report run() {
    world.run(TROUBLE_MS);
    heal();
    for (int i = 0; i < HEALING_STEPS_MAX && world.violation().isEmpty() && !isQuiet(); i++) {
      world.run(HEALING_STEP_MS);
    }
    if (!isQuiet()) {
      world.violation(
          "no end of healing: %s, log %s"
              .formatted(
                  devices.stream()
                      .filter(device -> !device.isDone())
                      .map(SimDevice::waitingFor)
                      .toList(),
                  log.isDone() ? "done" : "not done"));
    }
    world.run(LAST_HEARTBEATS_MS);
    checker.checkStore(idsAreUnique);
    groups.names().forEach(group -> checker.checkGroup(group, users));
    channels.names().forEach(channel -> checker.checkChannel(channel, users));
    devices.forEach(device -> checker.checkDevice(device, conversationsOf(device.user)));
    return new Report(checker.writtenMessages(), world.violation());
  }

  private boolean isQuiet() {
    return log.isDone() && devices.stream().allMatch(SimDevice::isDone);
  }

  private void heal() {
    world.heal();
    routers.forEach(SimRouter::resume);
    for (int partition = 0; partition < SimLog.PARTITIONS; partition++) {
      if (!allStopped) {
        assign(partition);
      }
    }
  }

  // ---- faults ----

  private void trouble() {
    if (world.isHealed()) {
      return;
    }
    switch (world.between(0, 14)) {
      case 0, 1, 2 -> crash();
      case 3, 4 -> pause();
      case 5, 6 -> rebalance();
      case 7 -> net.killEdge();
      case 8 -> net.registryLost();
      case 9 -> registry.awayFor(world.between(300, 2_500));
      case 10 -> garbage();
      case 11 -> log.stall(world.between(200, 4_000));
      case 12 -> net.silenceEdge();
      case 13 -> {
        if (withPowerCuts) {
          powerCut();
        }
      }
      default -> {
        log.retain();
        if (withOperators && world.chance(0.6)) {
          stopAll();
        }
      }
    }
    world.later(100, 1_200, this::trouble);
  }

  private SimRouter anyRouter() {
    return routers.get(world.between(0, routers.size() - 1));
  }

  private void crash() {
    if (allStopped) {
      return;
    }
    SimRouter router = anyRouter();
    router.die();
    routers.remove(router);
    routers.add(new SimRouter(this));
    takeOverLater(router, world.between(50, SESSION_TIMEOUT_MS));
  }

  private void pause() {
    if (allStopped) {
      return;
    }
    SimRouter router = anyRouter();
    router.pause();
    world.later(200, 4_000, router::resume);
    takeOverLater(router, SESSION_TIMEOUT_MS);
  }

  private void takeOverLater(SimRouter router, int afterMs) {
    world.later(
        afterMs,
        afterMs,
        () -> {
          for (int partition = 0; partition < SimLog.PARTITIONS; partition++) {
            if (owners[partition] == router && !router.isUp() && !allStopped) {
              assign(partition);
            }
          }
        });
  }

  private void rebalance() {
    if (!allStopped) {
      assign(world.between(0, SimLog.PARTITIONS - 1));
    }
  }

  /// Gives the partition to a router that is up. Whoever had it goes on until it hears of that.
  private void assign(int partition) {
    SimRouter before = owners[partition];
    List<SimRouter> up = routers.stream().filter(SimRouter::isUp).toList();
    if (up.isEmpty()) {
      world.later(50, 200, () -> assign(partition));
      return;
    }
    SimRouter next = up.get(world.between(0, up.size() - 1));
    int generation = log.nextGeneration(partition);
    if (before != null) {
      world.later(0, 1_500, () -> before.lost(partition, generation - 1));
    }
    owners[partition] = next;
    next.claim(partition, generation);
  }

  /// What operators do only after they have stopped every router, and waited.
  private void stopAll() {
    withoutRouters(() -> {
      idsAreUnique = false;
      boolean logIsNew = world.chance(0.5);
      checker.forgetDecisions(logIsNew);
      if (logIsNew) {
        net.topicRecreated();
        log.recreate();
      } else {
        log.loseMetadata();
      }
    });
  }

  /// Everything stops. The store has kept what it confirmed, the log has not.
  private void powerCut() {
    withoutRouters(() -> {
      boolean clockIsBehind = world.chance(0.3);
      if (clockIsBehind) {
        idsAreUnique = false;
        log.clockIsBehind();
      }
      for (int partition = 0; partition < SimLog.PARTITIONS; partition++) {
        checker.forgetDecisionsFrom(partition, log.loseEnd(partition), clockIsBehind);
      }
    });
  }

  private void withoutRouters(Runnable work) {
    if (allStopped) {
      return;
    }
    allStopped = true;
    routers.forEach(SimRouter::die);
    routers.clear();
    store.writes().writersGone();
    // and until nothing is on its way to the store any more
    world.later(
        500,
        600,
        () -> {
          store.writes().settle();
          work.run();
          if (!withNews || !groups.names().isEmpty() || !channels.names().isEmpty()) {
            // Nobody reads again what was stored and answered, and not told to everybody yet; and
            // who
            // is no member any more hears of nothing that comes later
            net.everybodyComesBack();
          }
          for (int i = 0; i < 3; i++) {
            routers.add(new SimRouter(this));
          }
          allStopped = false;
          for (int partition = 0; partition < SimLog.PARTITIONS; partition++) {
            assign(partition);
          }
        });
  }

  /// What none of our edges would write.
  private void garbage() {
    String conversation = ConversationId.direct("ann", "bob").text();
    Command foreign =
        Command.newBuilder()
            .setConversation(conversation)
            .setFrameId("x")
            .setOrigin(Origin.newBuilder().setUser("eve").setSession(-1))
            .setSend(Send.newBuilder().setClientMessageId("e"))
            .build();
    int partition = SimLog.partitionOf(conversation);
    switch (world.between(0, 4)) {
      case 0 -> log.append(conversation, ByteString.copyFromUtf8("\u0001no command"));
      case 1 -> log.append(partition, null, foreign.toByteString());
      case 2 -> log.append(conversation, foreign.toByteString());
      case 3 -> log.append("other", foreign.toByteString());
      default -> log.append(conversation, ByteString.EMPTY);
    }
  }

  // ---- what the parts need of each other ----

  SimWorld world() {
    return world;
  }

  SimLog log() {
    return log;
  }

  SimStore store() {
    return store;
  }

  SimRegistry registry() {
    return registry;
  }

  SimNet net() {
    return net;
  }

  SimChecker checker() {
    return checker;
  }

  /// Without word of news nobody hears what a router has given up, so none does.
  int patienceWithEdgesMs() {
    return withNews ? PATIENCE_MS : Integer.MAX_VALUE;
  }

  /// Nearly always the same one, so that conversations grow long.
  String peerOf(String user) {
    List<String> others = users.stream().filter(other -> !other.equals(user)).toList();
    return world.chance(0.7) ? others.getFirst() : others.get(world.between(1, 2));
  }

  SimGroups groups() {
    return groups;
  }

  SimChannels channels() {
    return channels;
  }

  /// And perhaps some that the user is in no more, or never was.
  List<String> conversationsOf(String user) {
    return Stream.concat(
            users.stream()
                .filter(other -> !other.equals(user))
                .map(other -> ConversationId.direct(user, other).text()),
            Stream.concat(groups.names().stream(), channels.names().stream()))
        .toList();
  }
}
