package io.parley.router;

import java.util.ArrayDeque;

/// A lane that runs what it is given on the thread that gives it, one after another.
final class OwnThread implements Lane {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (!running) {
      running = true;
      while (!tasks.isEmpty()) {
        tasks.removeFirst().run();
      }
      running = false;
    }
  }

  @Override
  public boolean isCurrent() {
    return running;
  }
}
