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
/// network that loses, repeats and reorders, with sockets cut and processes killed; then peace, and
/// everybody must have everything once.
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
    return faults;
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
              .map(event -> event.getMessage().getClientMessageId())
              .filter(lane.getValue()::contains)
              .toList();
      if (!stored.equals(lane.getValue())) {
        faults.add("stored " + stored + " (expected: " + lane.getValue() + ")");
      }
    }
    for (String name : world.server.conversations()) {
      List<Event> timeline = world.server.timeline(name);
      if (name.contains(device.user) && device.seen.getOrDefault(name, 0L) < timeline.size()) {
        faults.add(
            "%s/%s came to %s of %d in %s"
                .formatted(
                    device.user, device.device, device.seen.get(name), timeline.size(), name));
      }
    }
    return faults;
  }
}
