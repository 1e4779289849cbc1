package io.parley.router;

import java.util.ArrayDeque;

/// The thread of one simulated process, which can stop for a while, or for ever.
final class SimLane implements Lane {
  private final SimWorld world;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private boolean running;
  private boolean awaited;
  private boolean paused;
  private boolean dead;

  SimLane(SimWorld world) {
    this.world = world;
  }

  @Override
  public void execute(Runnable task) {
    if (!dead) {
      tasks.add(task);
      await();
    }
  }

  @Override
  public boolean isCurrent() {
    return running;
  }

  private void await() {
    if (!awaited && !paused && !dead && !tasks.isEmpty()) {
      awaited = true;
      world.later(0, 1, this::run);
    }
  }

  private void run() {
    awaited = false;
    int most = world.between(1, 4);
    for (int i = 0; i < most && !paused && !dead && !tasks.isEmpty(); i++) {
      running = true;
      tasks.poll().run();
      running = false;
    }
    await();
  }

  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    await();
  }

  boolean isPaused() {
    return paused;
  }

  void die() {
    dead = true;
    tasks.clear();
  }

  boolean isDead() {
    return dead;
  }
}
