package io.parley.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.client.SimulatedWorld.Sabotage;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Event;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Five devices of three people, who have talked before some of them were there, talk through a
/// network that loses, repeats and reorders, with sockets cut and processes killed; to each other
/// and in groups and channels that they make, enter and leave. Then peace, and everybody must have
/// everything once that was said while he was there.
///
/// A failure names its seed: `-Dparley.simulation.seed=N` runs that one alone,
/// `-Dparley.simulation.seeds=N` that many.
class ClientSimulationTest {
  private static final int SEEDS = Integer.getInteger("parley.simulation.seeds", 300);
  private static final Duration STORM = Duration.ofSeconds(60);
  private static final Duration PEACE = Duration.ofMinutes(5);
  private static final Duration LATE = Duration.ofSeconds(20);
  private static final int MESSAGES = 60;
  private static final int MESSAGES_BEFORE = 10;
  private static final int CHANGES = 30;
  private static final int GROUP_MESSAGES = 40;
  private static final List<String> PEOPLE = List.of("alice", "bob", "carol");

  @Test
  void eachDeviceHearsEachEventOnceInOrderAndEachMessageIsStoredOnce() {
    Long one = Long.getLong("parley.simulation.seed");
    for (long seed = one == null ? 1 : one; seed <= (one == null ? SEEDS : one); seed++) {
      long number = seed;
      assertEquals(List.of(), run(seed, Sabotage.NONE), () -> "seed " + number);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void leavingOutWhatHoldsThePromisesIsNoticed(Sabotage sabotage) {
    boolean noticed = false;
    for (long seed = 1; seed <= SEEDS && !noticed; seed++) {
      noticed = !run(seed, sabotage).isEmpty();
    }
    assertTrue(noticed, sabotage + " makes no seed fail");
  }

  private static List<String> run(long seed, Sabotage sabotage) {
    SimulatedWorld world = new SimulatedWorld(seed);
    talkBefore(world);
    List<SimulatedDevice> devices = new ArrayList<>();
    for (String name :
        List.of("alice/phone", "alice/tablet", "bob/phone", "bob/web", "carol/phone")) {
      int slash = name.indexOf('/');
      devices.add(
          new SimulatedDevice(
              world,
              sabotage,
              settings(world, name.substring(0, slash), name.substring(slash + 1))));
    }
    for (SimulatedDevice device : devices) {
      boolean late = world.happens(0.5);
      world.after(late ? world.delay((int) LATE.toMillis()) : Duration.ZERO, device::start);
    }
    for (int i = 0; i < MESSAGES; i++) {
      SimulatedDevice from = devices.get(world.random.nextInt(devices.size()));
      List<String> peers = new ArrayList<>(PEOPLE);
      peers.remove(from.user);
      String peer = peers.get(world.random.nextInt(2));
      String text = from.user + "-" + from.device + "-" + i;
      world.after(world.delay((int) STORM.toMillis()), () -> from.send(peer, text));
    }
    actInGroups(world, devices);
    for (int i = 0; i < 12; i++) {
      SimulatedDevice hit = devices.get(world.random.nextInt(devices.size()));
      Runnable blow = world.happens(0.3) ? hit::crash : hit::cut;
      world.after(Duration.ofMillis(world.random.nextLong(STORM.toMillis())), blow);
    }
    world.tasks.advance(STORM);
    world.faults.none();
    world.tasks.advance(PEACE);
    List<String> faults = new ArrayList<>();
    devices.forEach(device -> faults.addAll(faults(world, device)));
    devices.forEach(device -> faults.addAll(faultsOfChanges(world, device)));
    return faults;
  }

  private static void actInGroups(SimulatedWorld world, List<SimulatedDevice> devices) {
    for (int i = 0; i < CHANGES + GROUP_MESSAGES; i++) {
      SimulatedDevice by = devices.get(world.random.nextInt(devices.size()));
      int number = i;
      Runnable act = i < CHANGES ? () -> change(world, by, number) : () -> say(world, by, number);
      world.after(world.delay((int) STORM.toMillis()), act);
    }
  }

  private static void change(SimulatedWorld world, SimulatedDevice by, int number) {
    String id = by.user + "-" + by.device + "-change-" + number;
    String other = PEOPLE.get(world.random.nextInt(PEOPLE.size()));
    String where = some(world);
    ClientFrame.Builder frame = ClientFrame.newBuilder();
    int kind = where.isEmpty() ? world.random.nextInt(2) : world.random.nextInt(9);
    switch (kind) {
      case 0 -> frame.getCreateGroupBuilder().setName(id).addMembers(other).setClientMessageId(id);
      case 1 -> frame.getCreateChannelBuilder().setName(id).setClientMessageId(id);
      case 2 -> frame.getRenameBuilder().setConversation(where).setName(id).setClientMessageId(id);
      case 3 -> frame.getLeaveBuilder().setConversation(where).setClientMessageId(id);
      case 4 ->
          frame
              .getRemoveMembersBuilder()
              .setConversation(where)
              .addUsers(other)
              .setClientMessageId(id);
      case 5, 6 -> frame.getJoinBuilder().setConversation(where).setClientMessageId(id);
      default ->
          frame
              .getAddMembersBuilder()
              .setConversation(where)
              .addUsers(other)
              .setClientMessageId(id);
    }
    by.call(frame.build());
  }

  private static void say(SimulatedWorld world, SimulatedDevice by, int number) {
    String where = some(world);
    if (!where.isEmpty()) {
      by.sendIn(where, by.user + "-" + by.device + "-" + number + "-in");
    }
  }

  /// Groups and channels begin with another letter than what two people say to each other.
  private static List<String> groups(SimulatedWorld world) {
    return world.server.conversations().stream().filter(name -> !name.startsWith("d:")).toList();
  }

  private static String some(SimulatedWorld world) {
    List<String> groups = groups(world);
    return groups.isEmpty() ? "" : groups.get(world.random.nextInt(groups.size()));
  }

  private static void talkBefore(SimulatedWorld world) {
    for (String from : PEOPLE) {
      ModelServer.Session session =
          world.server.hello(from, ClientFrame.getDefaultInstance(), frame -> {});
      for (int i = world.random.nextInt(MESSAGES_BEFORE); i > 0; i--) {
        String to = PEOPLE.get((PEOPLE.indexOf(from) + 1) % PEOPLE.size());
        ClientFrame.Builder frame = ClientFrame.newBuilder();
        frame.getSendBuilder().setUser(to).setClientMessageId(from + "-before-" + i);
        ModelServer.Command _ = world.server.append(session, frame.build());
        world.server.applyNext();
      }
      world.server.gone(session);
    }
  }

  private static ClientSettings settings(SimulatedWorld world, String user, String device) {
    StartFrom from =
        switch (world.random.nextInt(3)) {
          case 0 -> StartFrom.beginning();
          case 1 -> StartFrom.recent(3);
          default -> StartFrom.now();
        };
    // bounds so low that they are reached
    ClientLimits limits = new ClientLimits(1000, 4, 6, 3, 2, 1 << 20);
    return new ClientSettings(
        URI.create("ws://server/v1/ws"),
        user,
        device,
        "simulation",
        Encoding.PROTO,
        from,
        limits,
        ClientTimes.STANDARD);
  }

  private static List<String> faults(SimulatedWorld world, SimulatedDevice device) {
    List<String> faults = new ArrayList<>(device.faults);
    if (!device.store.load().outbox().isEmpty()) {
      faults.add(device.device + " keeps " + device.store.load().outbox());
    }
    for (Map.Entry<String, List<String>> lane : device.sent.entrySet()) {
      List<String> stored =
          world.server.timeline(lane.getKey()).stream()
              .filter(event -> event.getSender().equals(device.user))
              .map(event -> event.getMessage().getClientMessageId())
              .filter(lane.getValue()::contains)
              .toList();
      List<String> expected =
          lane.getValue().stream().filter(id -> !device.isRefused(lane.getKey(), id)).toList();
      if (!stored.equals(expected)) {
        faults.add("stored " + stored + " (expected: " + expected + ")");
      }
    }
    world
        .server
        .reaches(device.user)
        .forEach((name, reach) -> {
          if (device.seen.getOrDefault(name, 0L) < reach) {
            faults.add(
                "%s/%s came to %s of %d in %s"
                    .formatted(device.user, device.device, device.seen.get(name), reach, name));
          }
        });
    return faults;
  }

  /// What was answered was done once, what was refused was not done, unless that is said to be
  /// open; nothing was done twice.
  private static List<String> faultsOfChanges(SimulatedWorld world, SimulatedDevice device) {
    List<String> faults = new ArrayList<>();
    List<Event> all =
        groups(world).stream().flatMap(name -> world.server.timeline(name).stream()).toList();
    for (SimulatedDevice.Change change : device.changes) {
      String id = Request.of(change.frame).clientMessageId();
      List<Event> made = all.stream().filter(event -> isOf(event, id)).toList();
      long moves = world.server.moves.stream().filter(id::equals).count();
      RefusedException refused = change.refused;
      boolean wrong =
          made.size() + moves > 1
              || (refused != null && !refused.mayBeDone() && made.size() + moves > 0)
              || (change.sent != null && made.size() + moves != 1);
      if (wrong) {
        faults.add(
            "%s made %s and %d moves, told %s, %s"
                .formatted(change.frame, made, moves, change.sent, refused));
      }
    }
    return faults;
  }

  /// Names are given once.
  private static boolean isOf(Event event, String id) {
    return event.getClientMessageId().equals(id)
        || event.getCreated().getName().equals(id)
        || event.getRenamed().getName().equals(id);
  }
}
