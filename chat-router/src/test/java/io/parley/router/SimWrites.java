package io.parley.router;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Writes to the memory, as a router far away knows them: done or not, and heard of or not; and one
/// that was given up may be done long after.
final class SimWrites {
  private static final double WRITES_FAIL = 0.03;

  private final SimWorld world;
  private final double slowWrites;
  private final List<Late> lateWrites = new ArrayList<>();
  private int writersLife;

  /// A write that its writer has given up.
  private static final class Late {
    boolean over;
    final Runnable write;

    Late(Runnable write) {
      this.write = write;
    }

    void happen() {
      if (!over) {
        over = true;
        write.run();
      }
    }
  }

  SimWrites(SimWorld world) {
    this.world = world;
    this.slowWrites = world.chance(0.5) ? 0.5 : 0.02;
  }

  CompletionStage<Void> write(Runnable change) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (!world.fault(WRITES_FAIL)) {
      boolean slow = world.fault(slowWrites);
      world.later(
          1,
          slow ? 400 : 9,
          () -> {
            change.run();
            world.later(0, 3, () -> done.complete(null));
          });
      return done;
    }
    world.later(30, 250, () -> done.completeExceptionally(new SimWorld.SimFault()));
    switch (world.between(0, 2)) {
      case 0 -> {}
      case 1 -> world.later(1, 9, change);
      default -> {
        Late late = new Late(change);
        lateWrites.add(late);
        world.later(0, 4_000, late::happen);
      }
    }
    return done;
  }

  /// The same, by a router that does not wait for it.
  CompletionStage<Void> writeUnheard(Runnable change) {
    CompletionStage<Void> _ = write(change);
    return CompletableFuture.completedStage(null);
  }

  /// Which routers live: what others began goes no further.
  int writersLife() {
    return writersLife;
  }

  /// Every router is dead, and begins no more writes.
  void writersGone() {
    writersLife++;
  }

  /// What was given up is done now or never.
  void settle() {
    for (Late late : List.copyOf(lateWrites)) {
      if (world.chance(0.5)) {
        late.happen();
      }
      late.over = true;
    }
    lateWrites.clear();
  }
}
