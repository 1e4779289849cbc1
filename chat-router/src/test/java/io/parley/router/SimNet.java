package io.parley.router;

import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Delivery;
import io.parley.runtime.RequestId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The edges that there are, and what goes from them to the log and from routers to them.
final class SimNet implements Deliveries {
  private static final int EDGES = 3;

  /// More than routers deliver to when nobody can be asked.
  private static final int MANY_EDGES = 18;

  private static final double SENDS_FAIL = 0.05;
  private static final int SILENT_SEND_MS = 1_000;

  /// Events after which a window no longer holds what came before them.
  private static final int WELL_WITHIN_WINDOW = Simulation.LIMITS.window() - 3;

  private final SimWorld world;
  private final SimLog log;
  private final SimRegistry registry;
  private final List<SimEdge> edges = new ArrayList<>();
  private int nextSlot;
  private long nextSession = 1;
  private int silentSlot = -1;
  private long silentUntil;

  /// What producers that reach into a topic that is gone would still have sent.
  private int topicLife;

  /// @param withNews without which nobody hears whom a router could not tell
  SimNet(SimWorld world, SimLog log, SimRegistry registry, boolean withNews) {
    this.world = world;
    this.log = log;
    this.registry = registry;
    int count = withNews && world.chance(0.3) ? MANY_EDGES : EDGES;
    for (int i = 0; i < count; i++) {
      addEdge();
    }
  }

  private void addEdge() {
    SimEdge edge = new SimEdge(world, registry, nextSlot++);
    edges.add(edge);
    registry.leased(edge.slot);
  }

  SimEdge anyEdge() {
    return edges.get(world.between(0, edges.size() - 1));
  }

  long nextSession() {
    return nextSession++;
  }

  /// Its lease runs out later than its sockets.
  void killEdge() {
    SimEdge edge = edges.remove(world.between(0, edges.size() - 1));
    edge.die();
    world.later(300, 1_500, () -> registry.expired(edge.slot));
    addEdge();
  }

  /// Its partition of the deliveries has lost its leader.
  void silenceEdge() {
    silentSlot = anyEdge().slot;
    silentUntil = world.now() + world.between(300, 4_000);
  }

  /// What a router owed to somebody is gone with it, and nobody else tells them before the next
  /// message: a gap that is known (docs/router.md). Who comes back asks by itself.
  void everybodyComesBack() {
    edges.forEach(SimEdge::closeAll);
  }

  void registryLost() {
    registry.flush();
    edges.forEach(edge ->
        world.later(
            50,
            500,
            () -> {
              if (!edge.isDead()) {
                edge.registryLost();
              }
            }));
  }

  @Override
  public CompletionStage<?> send(int slot, Delivery delivery, Optional<RequestId> requestId) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (slot == silentSlot && world.now() < silentUntil) {
      world.later(
          SILENT_SEND_MS,
          SILENT_SEND_MS,
          () -> done.completeExceptionally(new SimWorld.SimFault()));
      return done;
    }
    boolean failed = world.fault(SENDS_FAIL);
    if (failed) {
      world.later(30, 200, () -> done.completeExceptionally(new SimWorld.SimFault()));
    }
    if (!failed || world.chance(0.5)) {
      world.later(
          1,
          6,
          () -> {
            arrive(slot, delivery);
            if (!failed) {
              done.complete(null);
            }
          });
    }
    return done;
  }

  private void arrive(int slot, Delivery delivery) {
    edges.stream()
        .filter(edge -> edge.slot == slot)
        .findFirst()
        .ifPresent(edge -> world.later(0, 10, () -> edge.read(delivery)));
  }

  /// Writes a command to the log: soon, late, twice or never.
  void command(Command command) {
    int life = topicLife;
    if (world.fault(0.04)) {
      return;
    }
    int late = world.fault(0.06) ? world.between(100, 4_000) : 0;
    boolean twice = world.fault(0.03);
    world.later(
        1 + late,
        8 + late,
        () -> {
          if (life == topicLife) {
            log.append(command);
            if (twice) {
              onceMore(command, life, log.appended(command.getConversation()));
            }
          }
        });
  }

  /// Soon enough for the window, which is all that tells such a copy.
  private void onceMore(Command command, int life, int appended) {
    world.later(
        0,
        60,
        () -> {
          boolean soon = log.appended(command.getConversation()) - appended < WELL_WITHIN_WINDOW;
          if (life == topicLife && soon) {
            log.append(command);
          }
        });
  }

  void topicRecreated() {
    topicLife++;
  }
}
