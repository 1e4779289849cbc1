package io.parley.ids;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.ids.WorkerLeases.AcquireOutcome.Granted;
import io.parley.ids.WorkerLeases.RenewOutcome.Renewed;
import io.parley.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InMemoryWorkerLeasesTest extends WorkerLeasesContract {
  private final ManualClock clock = ManualClock.atStart();
  private InMemoryWorkerLeases leases = new InMemoryWorkerLeases(clock, "first");

  @Override
  WorkerLeases leases() {
    return leases;
  }

  @Override
  long now() {
    return WallTicks.ofEpochMilli(clock.millis());
  }

  @Override
  void passTick(long tick) {
    clock.advance(Duration.ofMillis(Math.max(0, tick - now() + 1)));
  }

  @Override
  void loseData() {
    leases = new InMemoryWorkerLeases(clock, "first");
  }

  @Test
  void aTableRestoredFromASnapshotIsANewIncarnationWithItsOldLeases() {
    Granted held = acquire(3, LONG);
    renew(held.lease(), LONG, true);
    var snapshot = new InMemoryWorkerLeases(leases, "first");
    clock.advance(Duration.ofMinutes(1));
    Renewed forgotten = assertInstanceOf(Renewed.class, renew(held.lease(), LONG, true));

    leases = new InMemoryWorkerLeases(snapshot, "second");
    Granted fresh = acquire(9, LONG);
    assertFalse(fresh.settled());
    assertTrue(fresh.afterTick() >= forgotten.throughTick());
    // who was granted before the restart has not waited since: it keeps its lease, settles nothing
    assertEquals(forgotten, renew(held.lease(), LONG, true));
    assertFalse(acquire(9, LONG).settled());
  }
}
